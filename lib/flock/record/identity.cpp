// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/record/identity.hpp>

#include <charconv>

#include <flock/base/encoding.hpp>
#include <flock/base/hash.hpp>

namespace flk {
namespace {

constexpr std::size_t kHashBytes = 8;

}  // namespace

RecordIdentity::RecordIdentity(std::string_view user, std::string_view ledger) {
  std::string owner(user);
  owner += '\n';
  owner += ledger;
  prefix_ = sha256(owner).substr(0, kHashBytes);
}

std::string RecordIdentity::of(std::uint64_t n, std::string_view bytes) const {
  std::string identity = prefix_;
  for (int shift = 40; shift >= 0; shift -= 8) {
    identity += static_cast<char>(n >> shift);
  }
  identity.append(sha256(bytes), 0, kHashBytes);
  return to_base64url(identity);
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
