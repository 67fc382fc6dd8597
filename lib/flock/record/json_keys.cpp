// SPDX-License-Identifier: GPL-3.0-or-later
// The keys of small objects are compared by a number made of each; where two
// numbers are equal, where a key is escaped and where there are many, as texts.

#include <flock/record/json_keys.hpp>

#include <algorithm>
#include <bit>
#include <cstring>
#include <vector>

namespace flk {
namespace {

constexpr std::size_t kSmallObject = 64;  // above it, sorting finds repeats

}  // namespace

bool JsonKeys::differ() const {
  std::uint64_t numbers[kSmallObject];
  std::size_t count = 0;
  for (auto key = first_; key < end_; key = nodes_[key + 1].next) {
    if (count == kSmallObject || nodes_[key].escaped) return !repeated();
    numbers[count++] = number_of(nodes_[key]);
  }
  for (std::size_t i = 1; i < count; ++i) {
    bool equal = false;
    for (std::size_t j = 0; j < i; ++j) equal |= numbers[i] == numbers[j];
    if (equal) return !repeated();
  }
  return true;
}

// Equal for equal keys: of the first and last eight bytes and the length.
std::uint64_t JsonKeys::number_of(const JsonNode& key) const {
  constexpr std::uint32_t kBytes = sizeof(std::uint64_t);
  std::uint64_t front = 0;
  std::uint64_t back = 0;
  const auto size = key.end - key.begin;
  if (text_.size() - key.begin >= kBytes) {
    std::memcpy(&front, text_.data() + key.begin, kBytes);
  } else {
    std::memcpy(&front, text_.data() + key.begin, size);
  }
  if (size >= kBytes) {
    std::memcpy(&back, text_.data() + key.end - kBytes, kBytes);
  } else if constexpr (std::endian::native == std::endian::little) {
    front <<= 8 * (kBytes - size);  // what is behind the key goes
  } else {
    front >>= 8 * (kBytes - size);
  }
  return front ^ std::rotl(back, 7) ^ std::uint64_t{size} << 57;
}

std::optional<std::string> JsonKeys::repeated() const {
  std::vector<std::string> keys;
  for (auto key = first_; key < end_; key = nodes_[key + 1].next) {
    keys.push_back(JsonValue{text_, nodes_, key}.decoded());
  }
  std::sort(keys.begin(), keys.end());
  const auto found = std::adjacent_find(keys.begin(), keys.end());
  return found == keys.end() ? std::nullopt : std::optional{*found};
}

}  // namespace flk
