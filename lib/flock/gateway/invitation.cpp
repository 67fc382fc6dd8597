// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/gateway/invitation.hpp>

#include <flock/auth/invite.hpp>
#include <flock/auth/token.hpp>
#include <flock/auth/user_name.hpp>
#include <flock/base/error.hpp>
#include <flock/base/file.hpp>
#include <flock/http/url.hpp>

namespace flk {
namespace {

std::string checked_url(std::string url) {
  const auto host = http_host(url);
  if (url.starts_with("http://") && !is_loopback_host(host)) {
    throw Error(ErrorKind::config,
                "will not invite to " + quoted(url) +
                    ": without TLS everybody on the way could read the token",
                "use https://");
  }
  while (url.ends_with('/')) url.pop_back();
  return url;
}

std::string ca_hash(const std::string& file) {
  constexpr std::size_t kMaxBytes = 1 << 20;
  if (file.empty()) return {};
  const auto hash = certificate_hash(read_file(file, kMaxBytes));
  if (!hash) {
    throw Error(ErrorKind::config, "cannot use CA file " + quoted(file) +
                                       ": it does not hold exactly one "
                                       "certificate in PEM");
  }
  return *hash;
}

}  // namespace

std::string invite(Store& store, const Invitation& invitation, Clock& clock,
                   Random& random) {
  if (!invitation.reserved_user.empty() &&
      !is_user_name(invitation.reserved_user)) {
    throw Error(ErrorKind::config,
                "cannot reserve user name " + quoted(invitation.reserved_user) +
                    ": it must be 1 to 128 letters, digits, '-' or '_'");
  }
  if (invitation.lifetime <= Milliseconds{0}) {
    throw Error(ErrorKind::config,
                "will not make an invite that is over at once",
                "give --expires a longer time, such as 7d");
  }
  const InviteLine line{checked_url(invitation.url), make_invite_code(random),
                        ca_hash(invitation.ca_file)};
  const auto now = clock.now();
  store.add_invite({hash_token(line.code),
                    clean_display_name(invitation.display_name),
                    invitation.reserved_user, invitation.uses, now,
                    now + invitation.lifetime});
  return line.text();
}

}  // namespace flk
