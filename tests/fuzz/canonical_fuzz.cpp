// SPDX-License-Identifier: GPL-3.0-or-later
// The canonical form: what it gives of a JSON text is one again, the same when
// made once more, and no longer than it may be.

#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include <flock/record/canonical.hpp>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size) {
  const std::string_view text{reinterpret_cast<const char*>(data), size};
  flk::JsonParser parser;
  const auto value = parser.parse(text);
  if (!value) return 0;
  const auto once = flk::canonical(*value);
  flk::JsonParser again;
  const auto read = again.parse(once);
  if (!read || flk::canonical(*read) != once) std::abort();
  // 1e20 is the token that grows most: 21 digits for 4; \u0000 does not grow.
  if (once.size() > 8 * size) std::abort();
  return 0;
}
