// SPDX-License-Identifier: GPL-3.0-or-later
// A detached JWS has one spelling: what is read is written as it was.

#include <cstdint>
#include <cstdlib>
#include <string_view>

#include <flock/signature/jws.hpp>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size) {
  const std::string_view text{reinterpret_cast<const char*>(data), size};
  const auto jws = flk::DetachedJws::parse(text);
  if (jws && (jws->text() != text || flk::jws_header(jws->kid) != jws->header ||
              jws->signature.size() != 64)) {
    std::abort();
  }
  return 0;
}
