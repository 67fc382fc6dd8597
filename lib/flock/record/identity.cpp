// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/record/identity.hpp>

#include <sodium.h>

#include <algorithm>
#include <charconv>

#include <flock/base/encoding.hpp>
#include <flock/base/hash.hpp>
#include <flock/base/public_base64.hpp>

namespace flk {
namespace {

constexpr std::size_t kHashBytes = 8;
constexpr std::size_t kNumberBytes = 6;

using Bytes = std::array<char, RecordIdentity::kBytes>;

}  // namespace

RecordIdentity::RecordIdentity(std::string_view user, std::string_view ledger) {
  std::string owner(user);
  owner += '\n';
  owner += ledger;
  prefix_ = sha256(owner).substr(0, kHashBytes);
}

RecordIdentity::Text RecordIdentity::text_of(std::uint64_t n,
                                             const Digest& digest) const {
  Bytes identity{};
  auto at = std::copy(prefix_.begin(), prefix_.end(), identity.begin());
  for (std::size_t i = kNumberBytes; i-- > 0;) {
    *at++ = static_cast<char>(n >> 8 * i);
  }
  std::copy_n(digest.begin(), kHashBytes, at);
  Text text{};
  encode_public_base64url({identity.data(), identity.size()}, text.data());
  return text;
}

std::string RecordIdentity::of(std::uint64_t n, std::string_view bytes) const {
  Digest digest;
  crypto_hash_sha256(digest.data(),
                     reinterpret_cast<const unsigned char*>(bytes.data()),
                     bytes.size());
  const auto text = text_of(n, digest);
  return {text.data(), text.size()};
}

std::optional<Bytes> RecordIdentity::bytes_of(std::string_view text) {
  Bytes bytes{};
  if (text.size() != kLength || !decode_public_base64url(text, bytes.data())) {
    return std::nullopt;
  }
  return bytes;
}

std::string IdempotencyKey::text() const {
  return ledger + "/" + std::to_string(first);
}

std::optional<IdempotencyKey> IdempotencyKey::parse(std::string_view text) {
  constexpr std::uint64_t kMax = std::uint64_t{1} << 47;  // 6 bytes hold n+i
  if (text.size() < kLedgerLength + 2 || text[kLedgerLength] != '/') {
    return std::nullopt;
  }
  IdempotencyKey key{std::string(text.substr(0, kLedgerLength)), 0};
  const auto ledger = from_base64url(key.ledger);
  if (!ledger || ledger->size() != 16) return std::nullopt;
  const auto digits = text.substr(kLedgerLength + 1);
  const char* end = digits.data() + digits.size();
  const auto [rest, error] = std::from_chars(digits.data(), end, key.first);
  if (error != std::errc{} || rest != end || key.first == 0 ||
      key.first > kMax) {
    return std::nullopt;
  }
  return key;
}

}  // namespace flk
