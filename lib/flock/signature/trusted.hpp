// SPDX-License-Identifier: GPL-3.0-or-later
// The keys that a verifier trusts, and for whom: flock-sign(1), TRUSTED FILE.
// A line is USER PUBKEY [until=RFC3339|until=STREAM:SEQ]; # begins a comment.
// A minisign .pub file (its comment line and the key's line) trusts the key
// for any user. Keys come from here alone, and from flock_key records that
// such a key has signed.

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

  bool has_end() const { return until_time || until_record; }
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

  // A flock_key record: whoever `by` speaks for has `key` as well. What a file
  // says of `key` and that user stands above it. Returns the key's number.
  std::uint32_t announce(const PublicKey& key, const Grant& by);

  // How many people have them, as far as the files tell.
  std::size_t owners() const;
  // The users, "" for keys that speak for any, who have a key that did not
  // end before `since`.
  std::vector<std::string> users_since(Milliseconds since) const;

 private:
  struct Origin {
    std::string source;
    std::uint64_t line;
  };

  void add_grant(const PublicKey& key, Grant grant, const Origin& origin);
  Key& key_entry(const PublicKey& key);
  std::uint32_t owner_for(const Key& entry, const std::string& user);

  std::unordered_map<std::string, Key> keys_;    // by thumbprint
  std::map<std::string, std::uint32_t> owners_;  // by user
};

}  // namespace flk
