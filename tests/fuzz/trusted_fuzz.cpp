// SPDX-License-Identifier: GPL-3.0-or-later
// Trusted files: what is taken has a key for somebody, and no text leads to
// anything but keys or a named error.

#include <cstdint>
#include <cstdlib>
#include <string_view>

#include <flock/base/error.hpp>
#include <flock/base/secret.hpp>
#include <flock/signature/trusted.hpp>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size) {
  flk::init_sodium();
  const std::string_view text{reinterpret_cast<const char*>(data), size};
  flk::TrustedKeys trusted;
  try {
    trusted.add(text, "fuzz");
  } catch (const flk::Error& error) {
    if (error.kind() != flk::ErrorKind::config) std::abort();
    return 0;
  }
  // An end by record leaves nobody who could be silent.
  const bool any_end = text.find("until=") != std::string_view::npos;
  if (!any_end && trusted.people_since(flk::Milliseconds{0}).empty()) {
    std::abort();
  }
  return 0;
}
