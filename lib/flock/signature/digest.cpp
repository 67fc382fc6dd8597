// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/signature/digest.hpp>

#include <cstring>

#include <flock/base/encoding.hpp>
#include <flock/base/hash.hpp>
#include <flock/base/public_base64.hpp>

namespace flk {
namespace {

template <typename Array>
std::optional<Array> to_array(const std::optional<std::string>& bytes) {
  Array array{};
  if (!bytes || bytes->size() != array.size()) return std::nullopt;
  std::memcpy(array.data(), bytes->data(), array.size());
  return array;
}

}  // namespace

std::optional<StreamId> parse_stream_id(std::string_view text) {
  const auto id = to_array<StreamId>(from_hex(text));
  if (!id || to_text(*id) != text) return std::nullopt;
  return id;
}

std::string to_text(const StreamId& id) {
  return to_hex({reinterpret_cast<const char*>(id.data()), id.size()});
}

std::optional<Digest> parse_digest(std::string_view text) {
  return to_array<Digest>(from_public_base64url(text));
}

Digest digest_of(std::string_view bytes) {
  return *to_array<Digest>(sha256(bytes));
}

}  // namespace flk
