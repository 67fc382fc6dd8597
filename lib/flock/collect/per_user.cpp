// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/collect/per_user.hpp>

#include <fcntl.h>
#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

#include <charconv>

#include <flock/base/error.hpp>
#include <flock/base/fd.hpp>

namespace flk {
namespace {

std::optional<std::string> home_of_account(uid_t uid) {
  const passwd* entry = ::getpwuid(uid);
  if (entry == nullptr) return std::nullopt;
  return std::string(entry->pw_dir);
}

// Empty unless it is a regular file of that account's. Hers to write: neither a
// pipe there nor a link must hold up the machine's run, or say yes for her.
std::string read_own_file(const std::string& path, uid_t uid) {
  constexpr std::size_t kMaxBytes = 8 << 20;
  const Fd fd{
      ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOFOLLOW)};
  struct stat info {};
  if (!fd || ::fstat(fd.get(), &info) != 0 || !S_ISREG(info.st_mode) ||
      info.st_uid != uid || info.st_size > static_cast<off_t>(kMaxBytes)) {
    return {};
  }
  std::string text(static_cast<std::size_t>(info.st_size), '\0');
  std::size_t size = 0;
  while (size < text.size()) {
    const auto count = read_some(fd.get(), text.data() + size,
                                 text.size() - size, flk::quoted(path));
    if (count == 0) break;
    size += count;
  }
  text.resize(size);
  return text;
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
  if (const auto home = home_of_(uid)) {
    const auto path = *home + "/.config/flock/consent.jsonl";
    try {
      log = ConsentLog::parse(read_own_file(path, uid), path);
    } catch (const Error&) {
      log = ConsentLog();  // damaged: no consent
    }
  }
  return logs_.emplace(uid, std::move(log)).first->second;
}

}  // namespace flk
