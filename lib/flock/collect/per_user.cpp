// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/collect/per_user.hpp>

#include <pwd.h>
#include <unistd.h>

#include <charconv>
#include <filesystem>

#include <flock/base/error.hpp>

namespace flk {
namespace {

std::optional<std::string> home_of_account(uid_t uid) {
  const passwd* entry = ::getpwuid(uid);
  if (entry == nullptr) return std::nullopt;
  return std::string(entry->pw_dir);
}

}  // namespace

PerUserConsent PerUserConsent::of_this_process() {
  return PerUserConsent{::geteuid(), home_of_account};
}

bool PerUserConsent::covers(std::string_view uid, std::string_view twig,
                            const Terms& terms) const {
  uid_t number = 0;
  const auto [end, error] =
      std::from_chars(uid.data(), uid.data() + uid.size(), number);
  if (error != std::errc{} || end != uid.data() + uid.size()) return false;
  if (number == own_uid_) return true;
  return own_uid_ == 0 &&
         consent_of(number).of(twig, terms).state == ConsentState::enabled;
}

const ConsentLog& PerUserConsent::consent_of(uid_t uid) const {
  const auto found = logs_.find(uid);
  if (found != logs_.end()) return found->second;
  ConsentLog log;
  const auto home = home_of_(uid);
  const auto path = home.value_or("") + "/.config/flock/consent.jsonl";
  std::error_code ignored;
  // Hers to write: a pipe there must not hold up the machine's run, nor a
  // damaged file end it; both are no consent.
  if (home && std::filesystem::is_regular_file(path, ignored)) {
    try {
      log = ConsentLog::load(path);
    } catch (const Error&) {
      log = ConsentLog();
    }
  }
  return logs_.emplace(uid, std::move(log)).first->second;
}

}  // namespace flk
