// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/store/sqlite_users.hpp>

#include <flock/store/register.hpp>

namespace flk {
namespace {

User user_of(const SqliteStatement& row) {
  return {row.text(0), row.text(1), row.text(2), row.text(3),
          Milliseconds{row.integer(4)}};
}

Invite invite_of(const SqliteStatement& row) {
  return {row.text(0),
          row.text(1),
          row.text(2),
          static_cast<int>(row.integer(3)),
          Milliseconds{row.integer(4)},
          Milliseconds{row.integer(5)}};
}

constexpr std::string_view kUserColumns =
    "SELECT name, display_name, token_hash, invite_hash, created FROM user ";
constexpr std::string_view kInviteColumns =
    "SELECT code_hash, display_name, reserved_user, uses_left, created, "
    "expires FROM invite ";

std::string sql(std::string_view columns, std::string_view rest) {
  return std::string(columns) += rest;
}

}  // namespace

SqliteUsers::SqliteUsers(SqliteDatabase& database)
    : database_(database),
      find_(database.prepare(sql(kUserColumns, "WHERE name = ?1"))) {}

std::optional<User> SqliteUsers::find(const std::string& name) {
  find_.bind(1, name);
  std::optional<User> user;
  if (find_.step()) user = user_of(find_);
  find_.reset();
  return user;
}

RegisterResult SqliteUsers::register_user(const Registration& registration) {
  SqliteTransaction transaction{database_};
  const auto existing = find(registration.name);
  if (existing && is_repeated(registration, *existing)) {
    return {RegisterOutcome::repeated, *existing};
  }
  std::optional<Invite> invite;
  const auto outcome =
      choose_invite(registration, existing.has_value(), invite);
  if (outcome != RegisterOutcome::registered) return {outcome, {}};
  if (existing && !takes_over(registration, invite)) {
    return {RegisterOutcome::exists, *existing};
  }
  const User user = user_of(registration, invite);
  if (existing) end_keys(user.name, registration.now);
  put(user);
  if (invite) spend(*invite);
  if (!registration.public_key.empty()) {
    insert_key(user.name, registration.public_key, registration.now);
  }
  transaction.commit();
  return {RegisterOutcome::registered, user};
}

RegisterOutcome SqliteUsers::choose_invite(const Registration& registration,
                                           bool is_there,
                                           std::optional<Invite>& invite) {
  auto reservation =
      good_invite("reserved_user", registration.name, registration);
  if (registration.invite_hash.empty()) {
    // Who is there comes back by the code alone.
    if (!is_there) invite = std::move(reservation);
    return invite || !registration.needs_invite
               ? RegisterOutcome::registered
               : RegisterOutcome::invite_missing;
  }
  invite = good_invite("code_hash", registration.invite_hash, registration);
  if (!invite) return RegisterOutcome::invite_invalid;
  const bool is_anothers =
      !is_there && reservation && invite->reserved_user.empty();
  return is_anothers ? RegisterOutcome::exists : RegisterOutcome::registered;
}

std::optional<Invite> SqliteUsers::good_invite(
    const char* column, const std::string& value,
    const Registration& registration) {
  auto find = database_.prepare(
      sql(kInviteColumns, std::string("WHERE ") + column + " = ?1"));
  find.bind(1, value);
  while (find.step()) {
    auto invite = invite_of(find);
    if (invite.is_good_for(registration.name, registration.now)) return invite;
  }
  return std::nullopt;
}

void SqliteUsers::spend(const Invite& invite) {
  database_
      .prepare(
          "UPDATE invite SET uses_left = uses_left - 1 "
          "WHERE code_hash = ?1")
      .bind(1, invite.code_hash)
      .run();
}

void SqliteUsers::put(const User& user) {
  database_
      .prepare(
          "INSERT OR REPLACE INTO user "
          "(name, display_name, token_hash, invite_hash, created) "
          "VALUES (?1, ?2, ?3, ?4, ?5)")
      .bind(1, user.name)
      .bind(2, user.display_name)
      .bind(3, user.token_hash)
      .bind(4, user.invite_hash)
      .bind(5, user.created.count())
      .run();
}

KeyOutcome SqliteUsers::add_key(const User& user, const std::string& public_key,
                                Milliseconds now) {
  SqliteTransaction transaction{database_};
  const auto found = find(user.name);
  if (!found || found->token_hash != user.token_hash) {
    return KeyOutcome::no_such_user;
  }
  if (const auto key = current_key(user.name)) {
    return *key == public_key ? KeyOutcome::unchanged : KeyOutcome::other_key;
  }
  insert_key(user.name, public_key, now);
  transaction.commit();
  return KeyOutcome::added;
}

std::optional<std::string> SqliteUsers::current_key(const std::string& user) {
  auto find = database_.prepare(
      "SELECT public_key FROM user_key WHERE user = ?1 AND until IS NULL");
  find.bind(1, user);
  if (!find.step()) return std::nullopt;
  return find.text(0);
}

void SqliteUsers::insert_key(const std::string& user,
                             const std::string& public_key, Milliseconds now) {
  database_
      .prepare(
          "INSERT INTO user_key (user, public_key, since) "
          "VALUES (?1, ?2, ?3)")
      .bind(1, user)
      .bind(2, public_key)
      .bind(3, now.count())
      .run();
}

void SqliteUsers::end_keys(const std::string& user, Milliseconds now) {
  database_
      .prepare(
          "UPDATE user_key SET until = ?2 "
          "WHERE user = ?1 AND until IS NULL")
      .bind(1, user)
      .bind(2, now.count())
      .run();
}

bool SqliteUsers::remove(const std::string& name, Milliseconds now) {
  SqliteTransaction transaction{database_};
  if (!find(name)) return false;
  database_.prepare("DELETE FROM user WHERE name = ?1").bind(1, name).run();
  database_.prepare("INSERT OR IGNORE INTO deleted_user VALUES (?1)")
      .bind(1, name)
      .run();
  end_keys(name, now);
  transaction.commit();
  return true;
}

bool SqliteUsers::rename(const std::string& name,
                         const std::string& display_name) {
  database_.prepare("UPDATE user SET display_name = ?2 WHERE name = ?1")
      .bind(1, name)
      .bind(2, display_name)
      .run();
  return database_.changed();
}

bool SqliteUsers::reset_token(const std::string& name,
                              const std::string& token_hash) {
  database_.prepare("UPDATE user SET token_hash = ?2 WHERE name = ?1")
      .bind(1, name)
      .bind(2, token_hash)
      .run();
  return database_.changed();
}

ImportOutcome SqliteUsers::import(const User& user) {
  SqliteTransaction transaction{database_};
  if (find(user.name)) return ImportOutcome::exists;
  if (was_deleted(user.name)) return ImportOutcome::deleted;
  put(user);
  transaction.commit();
  return ImportOutcome::imported;
}

bool SqliteUsers::was_deleted(const std::string& name) {
  auto find = database_.prepare("SELECT 1 FROM deleted_user WHERE name = ?1");
  return find.bind(1, name).step();
}

void SqliteUsers::each_invite(const std::function<void(const Invite&)>& visit) {
  auto rows = database_.prepare(kInviteColumns);
  while (rows.step()) visit(invite_of(rows));
}

bool SqliteUsers::revoke_invite(const std::string& code_hash) {
  database_.prepare("DELETE FROM invite WHERE code_hash = ?1")
      .bind(1, code_hash)
      .run();
  return database_.changed();
}

void SqliteUsers::add_invite(const Invite& invite) {
  database_
      .prepare(
          "INSERT INTO invite (code_hash, display_name, reserved_user, "
          "uses_left, created, expires) VALUES (?1, ?2, ?3, ?4, ?5, ?6)")
      .bind(1, invite.code_hash)
      .bind(2, invite.display_name)
      .bind(3, invite.reserved_user)
      .bind(4, invite.uses_left)
      .bind(5, invite.created.count())
      .bind(6, invite.expires.count())
      .run();
}

void SqliteUsers::each_user(const std::function<void(const User&)>& visit) {
  auto rows = database_.prepare(sql(kUserColumns, "ORDER BY name"));
  while (rows.step()) visit(user_of(rows));
}

void SqliteUsers::each_key(const std::function<void(const UserKey&)>& visit) {
  auto rows = database_.prepare(
      "SELECT user, public_key, since, until FROM user_key "
      "ORDER BY user, id");
  while (rows.step()) {
    UserKey key{rows.text(0), rows.text(1), Milliseconds{rows.integer(2)}, {}};
    if (const auto until = rows.optional_integer(3)) {
      key.until = Milliseconds{*until};
    }
    visit(key);
  }
}

}  // namespace flk
