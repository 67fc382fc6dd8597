// SPDX-License-Identifier: GPL-3.0-or-later
// flock-send register.

#include <unistd.h>

#include <cstdio>

#include <flock/base/error.hpp>
#include <flock/base/fd.hpp>
#include <flock/base/file.hpp>
#include <flock/base/json_text.hpp>
#include <flock/cli/paths.hpp>
#include <flock/cli/plural.hpp>
#include <flock/ledger/ledger.hpp>
#include <flock/ledger/withdraw.hpp>
#include <flock/policy/policy.hpp>
#include <flock/send/register.hpp>
#include <flock/signature/key.hpp>
#include <flock/version.hpp>

#include "flock-send/verbs.hpp"

namespace flk {
namespace {

constexpr std::size_t kMaxInviteBytes = 4096;

// The first line of standard input.
std::string read_line() {
  std::string line;
  char c = 0;
  while (line.size() < kMaxInviteBytes &&
         read_some(STDIN_FILENO, &c, 1, "standard input") == 1 && c != '\n') {
    line += c;
  }
  return line;
}

InviteLine read_invite(const SendOptions& options) {
  std::string text;
  if (!options.invite_file.empty()) {
    text = read_file(options.invite_file, kMaxInviteBytes);
  } else {
    if (::isatty(STDIN_FILENO) != 0) std::fputs("Invite: ", stderr);
    text = read_line();
  }
  const auto invite = InviteLine::parse(text);
  if (!invite) {
    throw Error(ErrorKind::config, "that is no invite",
                "it is one line, flock-invite-1 URL CODE HASH, as your "
                "administrator's flock-gateway users invite prints it; URL is "
                "https, or http on this machine");
  }
  return *invite;
}

// The public key of this laptop; both keys are made where they are missing.
std::string own_public_key() {
  const auto secret_path = config_dir() + "/sign.key";
  const auto public_path = config_dir() + "/sign.pub";
  if (!file_exists(secret_path)) {
    SigningKey::generate(system_random()).save(secret_path, public_path);
  }
  return SigningKey::load(secret_path).public_key().line();
}

// flock-redact makes none by the way, and both it and flock-collect need it.
void make_pseudonym_key() {
  PolicyKeys::load_or_create(
      config_dir(), Policy::load_or_built_in(config_dir() + "/policy.json"));
}

// How many records wait that say something; a flock_loss says that one is gone.
std::uint64_t count_waiting() {
  std::uint64_t count = 0;
  const auto ledger =
      Ledger::open_if_exists(LedgerPlace::on_this_machine(state_dir()));
  if (!ledger) return count;
  any_waits(*ledger, [&](std::uint64_t, const Record& record) {
    if (record.text("type") != "flock_loss") ++count;
    return false;
  });
  return count;
}

// What waits names its user, and no gateway takes it for another's.
void require_same_name_or_nothing_waiting(const InviteLine& invite,
                                          const SendOptions& options) {
  const auto in_force = load_registration(config_dir());
  if (!in_force) return;
  const bool keeps_name = options.user.empty() ? in_force->url == invite.url
                                               : in_force->user == options.user;
  if (keeps_name) return;
  const auto waiting = count_waiting();
  if (waiting == 0) return;
  throw Error(ErrorKind::try_again,
              "will not register under another name than " + in_force->user +
                  ": " + plural(waiting, "record") +
                  (waiting == 1 ? " waits" : " wait") + " to leave under it",
              "flock-send deliver first, or flock-send withdraw --all; on "
              "another gateway --user " +
                  in_force->user + " keeps the name");
}

// What the outbox holds goes to the new gateway.
void move_ledger(const std::string& url) {
  auto ledger =
      Ledger::open_if_exists(LedgerPlace::on_this_machine(state_dir()));
  if (!ledger) return;
  const auto lock = ledger->lock_delivery();
  ledger->set_gateway(url);
}

void print_registration(const LaptopRegistration& registration, bool json) {
  if (json) {
    std::printf("{\"user\":%s,\"gateway\":%s}\n",
                json_string(registration.user).c_str(),
                json_string(registration.url).c_str());
  } else {
    std::printf("registered as %s at %s\n", registration.user.c_str(),
                registration.url.c_str());
  }
}

}  // namespace

ExitStatus register_verb(const SendOptions& options, Log&) {
  const auto invite = read_invite(options);
  require_same_name_or_nothing_waiting(invite, options);
  make_directories(config_dir(), 0700);
  RegisterRequest request{invite, options.user, options.name, own_public_key(),
                          std::string("flock-send/") + kVersion};
  make_pseudonym_key();
  const auto registration =
      register_laptop(config_dir(), request, system_random());
  move_ledger(registration.url);
  print_registration(registration, options.common.json);
  return ExitStatus::success;
}

}  // namespace flk
