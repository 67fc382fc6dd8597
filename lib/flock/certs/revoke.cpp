// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/certs/revoke.hpp>

#include <algorithm>

#include <flock/base/encoding.hpp>
#include <flock/base/fd.hpp>
#include <flock/base/file.hpp>
#include <flock/base/regular_file.hpp>
#include <flock/certs/crl.hpp>
#include <flock/certs/leaf_files.hpp>
#include <flock/certs/staged_file.hpp>

namespace flk {
namespace {

constexpr std::size_t kMaxCrlFile = 64 << 20;

// What is written down, and what is to be.
class RevocationRun {
 public:
  RevocationRun(const RevokeOptions& options, Clock& clock)
      : options_(options),
        clock_(clock),
        authority_(CertificateFiles::of_authority(options.dir),
                   options.ca_key) {
    complete_interrupted(authority_.files());
    authority_.complete_interrupted_key();
    auto found = load_revocations(authority_.files().revoked);
    load_lists(found.has_value());
    if (found) revocations_ = *std::move(found);
    take_over_listed();
  }

  RevokeReport run() {
    const auto& authority = authority_.signing_certificate();
    for (const auto& name : options_.names) add_named(name);
    for (const auto& text : options_.serials) {
      const auto serial = canonical_serial(text);
      if (!serial || *serial == "00") {  // RFC 5280: positive
        throw Error(ErrorKind::config,
                    quoted(text) + " is no serial number in hex",
                    "flock-certs show prints them");
      }
      add_serial(*serial, authority);
    }
    const auto lists = all_lists(authority);
    // Written down first: a CRL can be made again, what was revoked cannot.
    write_revocations();
    StagedFile file{authority_.files().crl, lists, 0644};
    file.replace();
    sync_directory(authority_.files().folder);
    return std::move(report_);
  }

 private:
  // A list that is broken can be made anew from what was written down; one that
  // is no file, or may not be read, stays.
  void load_lists(bool is_written_down) {
    read_regular_file_if_exists(authority_.files().crl, kMaxCrlFile);
    try {
      lists_ = RevocationList::load_all(authority_.files().crl);
    } catch (const Error& error) {
      if (!is_written_down || error.kind() != ErrorKind::config) throw;
      report_.notices.push_back(std::string(error.what()) +
                                ": it is made anew from " +
                                quoted(authority_.files().revoked));
    }
  }

  void take_over_listed() {
    const auto count =
        add_listed(revocations_, lists_, authority_.certificates());
    if (count == 0) return;
    report_.notices.push_back(
        quoted(authority_.files().revoked) + " lacked " +
        std::to_string(count) +
        (count == 1 ? " serial number" : " serial numbers") +
        ", taken over from " + quoted(authority_.files().crl));
  }

  void add_named(const std::string& name) {
    const auto path = CertificateFiles::of(options_.dir, name).certificate;
    if (const auto reason = file_name_refusal(name); !reason.empty()) {
      throw Error(ErrorKind::config,
                  "cannot revoke " + quoted(name) + ": the name " + reason);
    }
    const auto found = Certificate::load_if_exists(path);
    if (found.empty()) {
      throw Error(
          ErrorKind::config,
          "cannot revoke " + quoted(name) + ": there is no " + quoted(path),
          "--serial names one that is not here any more");
    }
    const auto* signer = authority_.signer_of(found[0]);
    if (signer == nullptr) {
      throw Error(ErrorKind::config, "cannot revoke " + quoted(name) + ": " +
                                         quoted(path) +
                                         " is not signed by the CA here");
    }
    if (!signer->is_for(authority_.key())) {
      throw Error(ErrorKind::config,
                  "cannot revoke " + quoted(name) + ": " + quoted(path) +
                      " is signed by another CA of ca.crt",
                  "name that CA's key with --ca-key");
    }
    add(found[0].serial(), signer->key_id(), name);
  }

  // The one that is here, if any, may be of another CA than the one that signs.
  void add_serial(const std::string& serial, const Certificate& authority) {
    for (const auto& name : leaf_names(options_.dir)) {
      if (serial_of(name) == serial) {
        add_named(name);
        return;
      }
    }
    if (add(serial, authority.key_id(), "-")) {
      report_.unknown.push_back(serial);
    }
  }

  std::optional<std::string> serial_of(const std::string& name) const {
    try {
      const auto found = Certificate::load_if_exists(
          CertificateFiles::of(options_.dir, name).certificate);
      if (!found.empty()) return found[0].serial();
    } catch (const Error&) {
      // What cannot be read can be revoked by no other than its number.
    }
    return std::nullopt;
  }

  // Whether it is new.
  bool add(const std::string& serial, const std::string& key_id,
           const std::string& name) {
    const auto is_same = [&](const Revocation& entry) {
      return entry.serial == serial && entry.key_id == to_hex(key_id);
    };
    if (std::any_of(revocations_.begin(), revocations_.end(), is_same)) {
      return false;
    }
    revocations_.push_back(
        {serial, clock_.now(), options_.reason, to_hex(key_id), name});
    report_.added.push_back(serial);
    return true;
  }

  bool is_of_a_ca_here(const RevocationList& list) const {
    const auto& all = authority_.certificates();
    return std::any_of(all.begin(), all.end(), [&list](const auto& one) {
      return list.is_signed_by(one);
    });
  }

  // The fresh list, and those that are there of other CAs of ca.crt.
  std::string all_lists(const Certificate& authority) const {
    std::uint64_t last_number = 0;
    std::string others;
    for (const auto& list : lists_) {
      if (list.is_signed_by(authority)) {
        last_number = std::max(last_number, list.number());
      } else if (is_of_a_ca_here(list)) {
        others += list.pem();
      }
    }
    const auto fresh =
        RevocationList::make(authority, authority_.key(), revocations_,
                             clock_.now(), options_.validity, last_number);
    return fresh.pem() + others;
  }

  void write_revocations() const {
    std::string text = "# serial, time, reason, CA's key, name\n";
    for (const auto& entry : revocations_)
      text += revocation_line(entry) + "\n";
    StagedFile file{authority_.files().revoked, text, 0644};
    file.replace();
    sync_directory(authority_.files().folder);
  }

  const RevokeOptions& options_;
  Clock& clock_;
  Authority authority_;
  std::vector<RevocationList> lists_;  // what was there
  std::vector<Revocation> revocations_;
  RevokeReport report_;
};

}  // namespace

RevokeReport revoke_certificates(const RevokeOptions& options, Clock& clock) {
  if (options.validity < Seconds{1}) {
    throw Error(ErrorKind::config,
                "will not make a CRL whose time is over at once");
  }
  if (!file_exists(options.dir)) {
    throw Error(ErrorKind::config, "there is no folder " + quoted(options.dir));
  }
  const FileLock lock{certificate_lock(options.dir)};
  return RevocationRun{options, clock}.run();
}

}  // namespace flk
