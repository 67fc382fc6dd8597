// SPDX-License-Identifier: GPL-3.0-or-later
// Key files, public and secret: what is read signs, and verifies by its own
// half. Nobody can be asked for a passphrase here: scrypt is slow on purpose.

#include <unistd.h>

#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include <flock/base/error.hpp>
#include <flock/base/file.hpp>
#include <flock/base/secret.hpp>
#include <flock/signature/key.hpp>

namespace {

// One file for the process, nobody else's.
const std::string& path() {
  static const std::string name = [] {
    std::string text = "/tmp/flock-fuzz-XXXXXX";
    const int fd = ::mkstemp(text.data());
    ::close(fd);
    std::atexit([] { ::unlink(path().c_str()); });
    return text;
  }();
  return name;
}

void read_secret() {
  try {
    const auto key = flk::SigningKey::load(path());
    if (!flk::verify_signature(key.public_key(), "m", key.sign("m"))) {
      std::abort();
    }
  } catch (const flk::Error&) {
  }
}

void read_public() {
  try {
    const auto key = flk::PublicKey::load(path());
    if (flk::PublicKey::parse(key.line()) != key) std::abort();
  } catch (const flk::Error&) {
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size) {
  flk::init_sodium();
  const std::string_view text{reinterpret_cast<const char*>(data), size};
  flk::replace_file(path(), text, 0600);
  read_secret();
  read_public();
  return 0;
}
