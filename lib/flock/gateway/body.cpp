// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/gateway/body.hpp>

#include <algorithm>
#include <cctype>

#include <flock/record/decompress.hpp>

namespace flk {
namespace {

// What RFC 8878 section 3.1.1.1.2 recommends that decoders take, and no more:
// each request may hold that much.
constexpr int kMaxWindowLog = 23;

std::string lower_case(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(), [](unsigned char c) {
    return static_cast<char>(std::tolower(c));
  });
  return out;
}

BodyOutcome read_all(ByteSource& source, std::string& out,
                     std::size_t max_bytes, MemoryShare& memory) {
  constexpr std::size_t kChunk = 64 << 10;
  out.clear();
  while (true) {
    const auto used = out.size();
    if (used + kChunk > out.capacity()) {
      // As a string does by itself, but asked for before.
      const auto room = std::max(2 * out.capacity(), used + kChunk);
      if (!memory.grow_to(room)) return BodyOutcome::no_memory;
      out.reserve(room);
    }
    out.resize(used + kChunk);
    const auto count = source.read(out.data() + used, kChunk);
    out.resize(used + count);
    if (out.size() > max_bytes) return BodyOutcome::too_long;
    if (count == 0) return BodyOutcome::decoded;
  }
}

}  // namespace

BodyOutcome decode_body(std::string& body, std::string_view encoding,
                        std::size_t max_bytes, MemoryShare& memory) {
  const auto name = lower_case(encoding);
  if (name.empty() || name == "identity") return BodyOutcome::decoded;
  const bool gzip = name == "gzip" || name == "x-gzip";
  if (!gzip && name != "zstd") return BodyOutcome::unknown_encoding;
  auto packed = memory_source(std::move(body), "body");
  const auto source = gzip ? gzip_source(std::move(packed))
                           : zstd_source(std::move(packed), kMaxWindowLog);
  try {
    return read_all(*source, body, max_bytes, memory);
  } catch (const BadData&) {
    return BodyOutcome::broken;
  }
}

}  // namespace flk
