// SPDX-License-Identifier: GPL-3.0-or-later

#include <set>

#include <flock/auth/token.hpp>
#include <flock/auth/user_name.hpp>
#include <flock/base/json_text.hpp>
#include <flock/gateway/import_users.hpp>
#include <flock/gateway/user_text.hpp>
#include <flock/record/input.hpp>
#include <flock/record/writer.hpp>

#include "verbs.hpp"

namespace flk {
namespace {

constexpr std::size_t kMaxImportBytes = 256 << 20;

[[noreturn]] void no_such_user(const std::string& name) {
  throw Error(ErrorKind::config, "there is no user " + flk::quoted(name));
}

std::string read_all(const std::string& file) {
  const auto source = std::move(open_inputs({file.empty() ? "-" : file})[0]);
  std::string text;
  std::string block(64 << 10, '\0');
  try {
    while (const auto count = source->read(block.data(), block.size())) {
      text.append(block, 0, count);
      if (text.size() > kMaxImportBytes) throw BadData{"it is over 256 MiB"};
    }
  } catch (const BadData& bad) {
    throw Error(ErrorKind::config, "cannot import users from " +
                                       source->name() + ": " + bad.reason);
  }
  return text;
}

std::vector<User> wanted_users(Store& store,
                               const std::vector<std::string>& names) {
  std::vector<User> users;
  if (names.empty()) {
    store.each_user([&](const User& user) { users.push_back(user); });
  }
  for (const auto& name : names) {
    auto user = store.find_user(name);
    if (!user) no_such_user(name);
    users.push_back(*std::move(user));
  }
  return users;
}

// Why the user is left out; empty where he is there by now. Counts whom it
// makes.
std::string import_one(Store& store, const User& user, std::size_t& imported) {
  switch (store.import_user(user)) {
    case ImportOutcome::imported:
      ++imported;
      return {};
    case ImportOutcome::deleted:
      return " was deleted: an invite brings that laptop back";
    case ImportOutcome::exists:
      break;
  }
  const auto there = store.find_user(user.name);
  const bool repeated = there && there->token_hash == user.token_hash;
  return repeated ? "" : " is registered already, with another token";
}

// Throws where one of them is nobody. Who was deleted before may have left
// records.
void check_deletable(Store& store, const std::set<std::string>& names,
                     bool with_records) {
  std::vector<std::string> missing;
  for (const auto& name : names) {
    if (!store.find_user(name)) missing.push_back(name);
  }
  if (missing.empty()) return;
  const auto left = with_records ? store.activity(missing)
                                 : std::map<std::string, UserActivity>();
  for (const auto& name : missing) {
    if (!left.contains(name)) no_such_user(name);
  }
}

// Who may not read records still sees the users.
std::map<std::string, UserActivity> activity_of(Store& store,
                                                const GatewayOptions& options,
                                                Log& log) {
  try {
    return store.activity(options.users);
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::refused) throw;
    log.warning(std::string("records are not counted: ") + error.what());
    return {};
  }
}

// Of a laptop one would be cut, or left out; an administrator can mend it.
std::string new_display_name(const std::string& text) {
  auto name = clean_display_name(text);
  if (name.empty()) {
    throw Error(ErrorKind::config, "cannot rename a user to " +
                                       flk::quoted(text) +
                                       ": nothing of it is left as a name");
  }
  if (text.size() > kMaxDisplayNameBytes) {
    throw Error(ErrorKind::config,
                "cannot rename a user: the name is longer than " +
                    std::to_string(kMaxDisplayNameBytes) + " bytes");
  }
  return name;
}

}  // namespace

void print_lines(const std::vector<std::string>& lines) {
  auto out = RecordWriter::standard_output();
  for (const auto& line : lines) out.write(line);
  out.flush();
}

ExitStatus list_users(const GatewayOptions& options, Log& log) {
  const auto store = open_for_verb(options, StoreAccess::read_only);
  const auto users = wanted_users(*store, options.users);
  const auto activity = activity_of(*store, options, log);
  std::vector<std::string> lines;
  for (const auto& user : users) {
    const auto found = activity.find(user.name);
    const auto known = found == activity.end() ? UserActivity{} : found->second;
    if (lines.empty() && !options.common.json) lines.push_back(user_heading());
    lines.push_back(options.common.json ? user_json(user, known)
                                        : user_line(user, known));
  }
  print_lines(lines);
  return ExitStatus::success;
}

ExitStatus list_keys(const GatewayOptions& options) {
  const auto store = open_for_verb(options, StoreAccess::read_only);
  const std::set<std::string> wanted{options.users.begin(),
                                     options.users.end()};
  auto missing = wanted;
  std::vector<UserKey> keys;
  store->each_key([&](const UserKey& key) {
    if (!wanted.empty() && !wanted.contains(key.user)) return;
    missing.erase(key.user);
    add_key(keys, key);
  });
  // Who has no key may be a user yet, and who is none may have left keys.
  for (const auto& name : missing) {
    if (!store->find_user(name)) no_such_user(name);
  }
  std::vector<std::string> lines;
  for (const auto& key : keys) {
    lines.push_back(options.common.json ? key_json(key) : key_line(key));
  }
  print_lines(lines);
  return ExitStatus::success;
}

ExitStatus rename_user(const GatewayOptions& options) {
  const auto& user = options.user;
  const auto name = new_display_name(options.name);
  const auto store = open_for_verb(options, StoreAccess::read_write);
  if (!store->rename_user(user, name)) no_such_user(user);
  return ExitStatus::success;
}

ExitStatus reset_token(const GatewayOptions& options) {
  const auto store = open_for_verb(options, StoreAccess::read_write);
  const auto& user = options.user;
  const auto token = make_token(system_random());
  if (!store->reset_token(user, hash_token(token))) no_such_user(user);
  print_lines({options.common.json
                   ? "{\"user\":" + json_string(user) +
                         ",\"auth_token\":" + json_string(token) + "}"
                   : token});
  return ExitStatus::success;
}

ExitStatus import_users(const GatewayOptions& options, Log& log) {
  const auto found = read_predecessor_users(read_all(options.import_file),
                                            system_clock().now());
  const auto store = open_for_verb(options, StoreAccess::read_write);
  auto rejected = found.rejected;
  std::size_t imported = 0;
  for (const auto& user : found.users) {
    const auto reason = import_one(*store, user, imported);
    if (reason.empty()) continue;
    rejected.push_back("user " + flk::quoted(user.name) + reason);
  }
  for (const auto& line : found.loose) log.warning(line);
  for (const auto& reason : rejected) log.warning(reason);
  log.info("imported " + std::to_string(imported) + " users");
  return rejected.empty() ? ExitStatus::success : ExitStatus::partly_done;
}

// All or none: a name that is mistyped stops it before the first.
ExitStatus delete_users(const GatewayOptions& options, Log& log) {
  const auto store = open_for_verb(options, StoreAccess::read_write);
  const std::set<std::string> names{options.users.begin(), options.users.end()};
  check_deletable(*store, names, options.with_records);
  for (const auto& name : names) {
    store->delete_user(name, system_clock().now());
    std::string with;
    if (options.with_records) {
      with = " with " + std::to_string(store->delete_records_of(name)) +
             " records";
    }
    log.info("deleted " + name + with);
  }
  return ExitStatus::success;
}

}  // namespace flk
