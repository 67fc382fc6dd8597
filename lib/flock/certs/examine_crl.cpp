// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/certs/examine_crl.hpp>

#include <algorithm>
#include <set>

#include <flock/base/encoding.hpp>
#include <flock/base/error.hpp>
#include <flock/certs/crl.hpp>

namespace flk {
namespace {

class CrlExaminer {
 public:
  CrlExaminer(Findings& findings, const Authority& authority,
              const std::string& path, const std::vector<Revocation>* revoked,
              Milliseconds now)
      : findings_(findings),
        authority_(authority),
        path_(path),
        revoked_(revoked),
        now_(now) {}

  void examine() {
    const auto lists = RevocationList::load_all(path_);
    if (!lists.empty()) {
      for (const auto& authority : authority_.certificates()) {
        examine_list_of(authority, lists);
      }
      for (const auto& list : lists) examine_signer_of(list);
    } else if (revoked_ != nullptr) {
      add(FindingKind::crl_missing, "there is no CRL " + quoted(path_));
    }
  }

 private:
  // Serials revoked of this CA's.
  std::set<std::string> revoked_of(const Certificate& authority) const {
    std::set<std::string> serials;
    if (revoked_ == nullptr) return serials;
    for (const auto& entry : *revoked_) {
      if (entry.key_id == to_hex(authority.key_id())) {
        serials.insert(entry.serial);
      }
    }
    return serials;
  }

  void examine_list_of(const Certificate& authority,
                       const std::vector<RevocationList>& lists) {
    const auto is_its = [&authority](const RevocationList& list) {
      return list.is_signed_by(authority);
    };
    const auto list = std::find_if(lists.begin(), lists.end(), is_its);
    const auto revoked = revoked_of(authority);
    if (list == lists.end()) {
      // An older CA that has revoked nothing needs none.
      if (&authority != authority_.newest() && revoked.empty()) return;
      add(FindingKind::crl_missing,
          quoted(path_) + " has no CRL of " + authority.subject());
      return;
    }
    if (list->next_update() <= now_) {
      add(FindingKind::crl_stale, quoted(path_) + " was to be renewed by " +
                                      format_rfc3339(list->next_update()));
    }
    const auto listed = list->serials();
    if (!std::includes(listed.begin(), listed.end(), revoked.begin(),
                       revoked.end())) {
      add(FindingKind::crl_stale,
          quoted(path_) + " lacks certificates that have been revoked");
    }
    if (!std::includes(revoked.begin(), revoked.end(), listed.begin(),
                       listed.end())) {
      add(FindingKind::crl_differs,
          quoted(path_) + " has revoked certificates that " +
              quoted(authority_.files().revoked) +
              " lacks: flock-certs crl takes them over");
    }
  }

  void examine_signer_of(const RevocationList& list) {
    const auto& all = authority_.certificates();
    const bool is_known =
        std::any_of(all.begin(), all.end(), [&list](const auto& authority) {
          return list.is_signed_by(authority);
        });
    if (is_known) return;
    add(FindingKind::crl_stale,
        quoted(path_) + " has the CRL of a CA that is not in ca.crt");
  }

  void add(FindingKind kind, const std::string& message) {
    findings_.push_back({kind, "ca", path_, message});
  }

  Findings& findings_;
  const Authority& authority_;
  const std::string& path_;
  const std::vector<Revocation>* revoked_;
  Milliseconds now_;
};

}  // namespace

void examine_crl(Findings& findings, const Authority& authority,
                 const std::string& path,
                 const std::vector<Revocation>* revoked, Milliseconds now) {
  try {
    CrlExaminer{findings, authority, path, revoked, now}.examine();
  } catch (const Error& error) {
    findings.push_back({FindingKind::unreadable, "ca", path, error.what()});
  }
}

}  // namespace flk
