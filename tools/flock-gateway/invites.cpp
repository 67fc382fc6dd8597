// SPDX-License-Identifier: GPL-3.0-or-later

#include <algorithm>

#include <flock/auth/token.hpp>
#include <flock/base/json_text.hpp>
#include <flock/gateway/invitation.hpp>
#include <flock/gateway/user_text.hpp>

#include "verbs.hpp"

namespace flk {
namespace {

std::vector<Invite> good_invites(Store& store) {
  const auto now = system_clock().now();
  std::vector<Invite> invites;
  store.each_invite([&](const Invite& invite) {
    if (invite.is_good_for(invite.reserved_user, now)) {
      invites.push_back(invite);
    }
  });
  std::sort(invites.begin(), invites.end(),
            [](const auto& a, const auto& b) { return a.created < b.created; });
  return invites;
}

}  // namespace

ExitStatus invite(const GatewayOptions& options) {
  if (options.invitation.url.empty()) {
    throw Error(ErrorKind::config, "cannot invite: --url is missing",
                "give the gateway's URL, as laptops reach it");
  }
  const auto store = open_for_verb(options, StoreAccess::read_write);
  const auto line =
      flk::invite(*store, options.invitation, system_clock(), system_random());
  print_lines(
      {options.common.json ? "{\"invite\":" + json_string(line) + "}" : line});
  return ExitStatus::success;
}

ExitStatus list_invites(const GatewayOptions& options) {
  const auto store = open_for_verb(options, StoreAccess::read_only);
  std::vector<std::string> lines;
  for (const auto& invite : good_invites(*store)) {
    if (lines.empty() && !options.common.json) {
      lines.push_back(invite_heading());
    }
    lines.push_back(options.common.json ? invite_json(invite)
                                        : invite_line(invite));
  }
  print_lines(lines);
  return ExitStatus::success;
}

ExitStatus revoke_invite(const GatewayOptions& options) {
  const auto store = open_for_verb(options, StoreAccess::read_write);
  const auto& id = options.invite_id;
  const auto by_code = hash_token(id);
  std::vector<std::string> found;
  store->each_invite([&](const Invite& invite) {
    if (invite.code_hash == by_code || invite_id(invite) == id) {
      found.push_back(invite.code_hash);
    }
  });
  if (found.size() != 1 || !store->revoke_invite(found[0])) {
    throw Error(ErrorKind::config, "there is no invite " + flk::quoted(id),
                "flock-gateway users invite list prints them");
  }
  return ExitStatus::success;
}

}  // namespace flk
