// SPDX-License-Identifier: GPL-3.0-or-later
// The identity of a stored record, flock-record(5): its Elasticsearch _id and
// its key in SQLite.

#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace flk {

// Makes the identities of one request's records.
class RecordIdentity {
 public:
  static constexpr std::size_t kLength = 30;
  static constexpr std::size_t kBytes = 22;
  using Text = std::array<char, kLength>;
  using Digest = std::array<unsigned char, 32>;

  // `ledger` is a ledger id.
  RecordIdentity(std::string_view user, std::string_view ledger);

  // 30 characters of base64url for the record `bytes` (as received, without
  // LF) with the running number `n`, below 2^48.
  std::string of(std::uint64_t n, std::string_view bytes) const;
  // The same of the record's SHA-256, without memory of its own.
  Text text_of(std::uint64_t n, const Digest& digest) const;

  // The bytes of an identity; nullopt where `text` is not 30 characters of
  // base64url that say 22 bytes.
  static std::optional<std::array<char, kBytes>> bytes_of(
      std::string_view text);

 private:
  std::string prefix_;  // 8 bytes
};

// Idempotency-Key: LEDGER/N, LEDGER 22 characters of base64url, N from 1.
struct IdempotencyKey {
  static constexpr std::size_t kLedgerLength = 22;

  std::string ledger;
  std::uint64_t first = 0;

  std::string text() const;
  static std::optional<IdempotencyKey> parse(std::string_view text);
};

}  // namespace flk
