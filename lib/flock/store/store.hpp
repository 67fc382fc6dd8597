// SPDX-License-Identifier: GPL-3.0-or-later
// Where the gateway keeps records and users: SQLite (sqlite_store.hpp) or an
// engine (elastic_store.hpp). All functions may be called from several threads
// at once.

#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <flock/base/clock.hpp>
#include <flock/store/user.hpp>

namespace flk {

// A record ready to store.
struct NewRecord {
  std::string_view id;     // RecordIdentity, 30 characters
  std::string_view index;  // flock-YYYY-MM-DD, flock-record(5)
  std::string_view bytes;  // one JSON object without LF, kept as it is
  std::optional<Milliseconds> time;  // the record's own
  std::string_view user = {};        // whose it is, for activity()
  bool tells_os = false;             // of the twig os_version
};

enum class PutOutcome {
  stored,
  already_there,  // the same id in the same index: nothing was changed
  refused,        // for its shape; it will never be stored like this
  too_long,       // even alone; likewise
  unavailable,    // not now: put it again later
  // With others that it was put with it was refused, and nothing says which of
  // them is to blame: put it with fewer.
  refused_together,
};

struct PutResult {
  PutOutcome outcome;
  std::string reason;  // with refused and unavailable
};

struct StoredRecord {
  std::string_view id;
  std::string_view index;
  std::string_view bytes;  // as they were put
};

// What a scan gives out; what is left empty does not narrow it.
struct ScanFilter {
  // Patterns with *, separated by commas; one with - in front takes away.
  std::string index = "flock-*";
  std::optional<Milliseconds> since = {};  // of the record's own time
  std::optional<Milliseconds> until = {};  // exclusive
  std::string twig = {};                   // `name`
  std::string user = {};                   // `username`
};

using UserCondition = std::function<bool(const User&)>;
using RecordVisitor = std::function<void(const StoredRecord&)>;

class Store {
 public:
  virtual ~Store() = default;

  // Stores what is not there yet: never anything over something. Durable when
  // it returns. One result for each record, in order.
  virtual std::vector<PutResult> put(std::span<const NewRecord> records) = 0;
  // How many put() at once are faster than one.
  virtual std::size_t useful_writers() const = 0;
  // How many bytes of records one put() should have at most, as things are.
  virtual std::size_t useful_bytes() const { return 8 << 20; }
  // Why nothing can be stored right now; nullopt where all is well.
  virtual std::optional<std::string> fault() = 0;
  // Calls `work` once, by any thread, when the store can take nothing more
  // until it is opened again; empty: no more.
  virtual void on_lost(std::function<void()> /*work*/) {}
  // Waits for nothing any more, since the process ends: what is under way fails
  // as if the store were away.
  virtual void give_up() {}

  // All records that were there when it began, each id once. Throws Error.
  virtual void scan(const ScanFilter& filter, const RecordVisitor& visit) = 0;

  // What follows throws Error, try_again while the store is away.

  // What is stored of these users' records (of no user: of all users'). Who has
  // sent none is not in it.
  virtual std::map<std::string, UserActivity> activity(
      const std::vector<std::string>& users) = 0;
  // Deletes records for good, in steps, so that the gateway goes on meanwhile;
  // how many they were.
  virtual std::uint64_t delete_records_of(const std::string& user) = 0;
  // Those of indices whose days are all over by `before`; of the indices that
  // depend on arrival, those that came before it.
  virtual std::uint64_t prune(Milliseconds before) = 0;

  // Whether find_user() never waits for a network.
  virtual bool is_local() const { return false; }
  // By the exact name. An answer may be 3 s old, "there is none" never is.
  virtual std::optional<User> find_user(const std::string& name) = 0;
  // The user of that name, where `wanted`. One who is not is never told from
  // memory, just as nobody is not: the time that the answer takes does not say
  // whether there is such a user.
  virtual std::optional<User> find_user_if(const std::string& name,
                                           const UserCondition& wanted) {
    auto user = find_user(name);
    return user && wanted(*user) ? user : std::nullopt;
  }
  // Makes a user, spends an invite and keeps the key: all of it or nothing. An
  // invite that reserves the name of a user who is there gives that user the
  // new token, and ends the old keys.
  virtual RegisterResult register_user(const Registration& registration) = 0;
  // Gives a user without a key this one: `user`, as the token was shown.
  // Whoever has the name with another token by now is somebody else.
  virtual KeyOutcome add_key(const User& user, const std::string& public_key,
                             Milliseconds now) = 0;
  // False where there is none. The keys stay, and end now.
  virtual bool delete_user(const std::string& name, Milliseconds now) = 0;
  // The next two are false where there is no such user.
  virtual bool rename_user(const std::string& name,
                           const std::string& display_name) = 0;
  virtual bool reset_token(const std::string& name,
                           const std::string& token_hash) = 0;
  // Makes a user of a name that nobody has or had.
  virtual ImportOutcome import_user(const User& user) = 0;
  virtual void add_invite(const Invite& invite) = 0;
  // Those that are not revoked, in no order.
  virtual void each_invite(const std::function<void(const Invite&)>& visit) = 0;
  // False where there is none.
  virtual bool revoke_invite(const std::string& code_hash) = 0;
  // Both in the order of names; keys of one user from the oldest.
  virtual void each_user(const std::function<void(const User&)>& visit) = 0;
  virtual void each_key(const std::function<void(const UserKey&)>& visit) = 0;
};

}  // namespace flk
