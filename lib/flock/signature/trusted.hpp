// SPDX-License-Identifier: GPL-3.0-or-later
// The keys that a verifier trusts, and for whom: flock-sign(1), TRUSTED FILE.
// A line is USER PUBKEY [until=RFC3339|until=STREAM:SEQ]; # begins a comment.
// A minisign .pub file (its comment line and the key's line) trusts the key
// for any user, and makes it one more user's. Keys come from here alone, and
// from flock_key records that such a key has signed.

#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include <flock/base/clock.hpp>
#include <flock/signature/digest.hpp>
#include <flock/signature/key.hpp>

namespace flk {

// For whom a key speaks, and until when.
struct Grant {
  // The last record of a stolen key that is its owner's: the grant holds in
  // this stream alone.
  struct StreamEnd {
    StreamId stream{};
    std::uint64_t seq = 0;
    bool operator==(const StreamEnd&) const = default;
  };

  std::string user;         // empty: any
  std::uint32_t owner = 0;  // equal where keys share users or users keys
  std::optional<Milliseconds> until_time;
  std::optional<StreamEnd> until_record;
  bool announced = false;  // by a flock_key, not by a file

  bool has_end() const { return until_time || until_record; }
  // An announced key that stays another owner's in all other streams.
  bool is_of_one_stream() const { return announced && until_record; }
  // Whether it holds for a record; `time` is the later of the record's own
  // time and its arrival, nullopt where neither is known.
  bool holds(const StreamId& stream, std::uint64_t seq,
             std::optional<Milliseconds> time) const;
};

class TrustedKeys {
 public:
  struct Key {
    PublicKey key;
    std::uint32_t number = 0;  // distinct for each key
    std::vector<Grant> grants;
  };

  // Throws Error (config) naming path and line, and where there is no key.
  void add_file(const std::string& path);
  void add(std::string_view text, const std::string& source);

  // The key with this thumbprint; nullptr where it is not trusted. Valid as
  // long as this is.
  const Key* find(const std::string& kid) const;
  // Those with minisign's key id (8 bytes), which two keys can share.
  std::vector<const Key*> with_id(std::string_view key_id) const;

  // A flock_key record of `stream`: whoever `by` speaks for has `key` as well.
  // What a file says of `key` and that user stands above it. A key that is any
  // other user's becomes his in that stream alone, so that nobody is made one
  // owner with others by announcing their keys. Returns the key's number, or
  // nullopt where a file lists the key for another user.
  std::optional<std::uint32_t> announce(const PublicKey& key, const Grant& by,
                                        const StreamId& stream);

  // How many people have them, as far as the files tell.
  std::size_t owners() const;
  // Who has a key that did not end before `since`: users, and the owners of
  // keys that are any user's.
  struct Person {
    std::string user;  // empty: any
    std::uint32_t owner = 0;
    std::string key_id;  // of the first key, as minisign prints it
  };
  std::vector<Person> people_since(Milliseconds since) const;

 private:
  struct Origin {
    std::string source;
    std::uint64_t line;
  };

  void add_grant(const PublicKey& key, Grant grant, const Origin& origin);
  Key& key_entry(const PublicKey& key);
  std::uint32_t owner_for(const Key& entry, const std::string& user);
  void join(std::uint32_t owner, std::uint32_t same);

  std::unordered_map<std::string, Key> keys_;    // by thumbprint
  std::map<std::string, std::uint32_t> owners_;  // by user
  std::uint32_t next_owner_ = 0;
};

}  // namespace flk
