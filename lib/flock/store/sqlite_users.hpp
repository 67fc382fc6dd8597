// SPDX-License-Identifier: GPL-3.0-or-later
// Users, keys and invites in SQLite. Not for several threads at once.

#pragma once

#include <functional>
#include <optional>
#include <string>

#include <flock/store/sqlite.hpp>
#include <flock/store/user.hpp>

namespace flk {

class SqliteUsers {
 public:
  // `database` must outlive this.
  explicit SqliteUsers(SqliteDatabase& database);

  // As Store's.
  std::optional<User> find(const std::string& name);
  RegisterResult register_user(const Registration& registration);
  KeyOutcome add_key(const User& user, const std::string& public_key,
                     Milliseconds now);
  bool remove(const std::string& name, Milliseconds now);
  bool rename(const std::string& name, const std::string& display_name);
  bool reset_token(const std::string& name, const std::string& token_hash);
  ImportOutcome import(const User& user);
  void add_invite(const Invite& invite);
  void each_invite(const std::function<void(const Invite&)>& visit);
  bool revoke_invite(const std::string& code_hash);
  void each_user(const std::function<void(const User&)>& visit);
  void each_key(const std::function<void(const UserKey&)>& visit);

 private:
  // Sets what `registration` is made with, of nobody or of who is there; any
  // other outcome than registered refuses it.
  RegisterOutcome choose_invite(const Registration& registration, bool is_there,
                                std::optional<Invite>& invite);
  std::optional<Invite> good_invite(const char* column,
                                    const std::string& value,
                                    const Registration& registration);
  void spend(const Invite& invite);
  void put(const User& user);
  bool was_deleted(const std::string& name);
  std::optional<std::string> current_key(const std::string& user);
  void insert_key(const std::string& user, const std::string& public_key,
                  Milliseconds now);
  void end_keys(const std::string& user, Milliseconds now);

  SqliteDatabase& database_;
  SqliteStatement find_;
};

}  // namespace flk
