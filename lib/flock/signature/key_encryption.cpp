// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/signature/key_encryption.hpp>

#include <sodium.h>

#include <flock/base/error.hpp>
#include <flock/base/secret.hpp>

namespace flk {
namespace {

constexpr std::size_t kNumberBytes = 8;

std::uint64_t number_in(std::string_view bytes) {
  std::uint64_t number = 0;
  for (std::size_t i = bytes.size(); i > 0; --i) {
    number = number << 8 | static_cast<unsigned char>(bytes[i - 1]);
  }
  return number;
}

void append_number(std::string& out, std::uint64_t number) {
  for (std::size_t i = 0; i < kNumberBytes; ++i) {
    out += static_cast<char>(number >> (8 * i));
  }
}

}  // namespace

ScryptLimits ScryptLimits::of_minisign() {
  return {crypto_pwhash_scryptsalsa208sha256_OPSLIMIT_SENSITIVE,
          crypto_pwhash_scryptsalsa208sha256_MEMLIMIT_SENSITIVE};
}

ScryptLimits ScryptLimits::parse(std::string_view bytes) {
  return {number_in(bytes.substr(0, kNumberBytes)),
          number_in(bytes.substr(kNumberBytes, kNumberBytes))};
}

std::string ScryptLimits::bytes() const {
  std::string out;
  append_number(out, operations);
  append_number(out, memory_bytes);
  return out;
}

bool ScryptLimits::are_bearable() const {
  const auto most = of_minisign();
  return operations <= most.operations && memory_bytes <= most.memory_bytes;
}

void apply_scrypt(unsigned char* data, std::size_t size,
                  std::string_view passphrase, std::string_view salt,
                  const ScryptLimits& limits) {
  SecretBytes stream{size};
  if (crypto_pwhash_scryptsalsa208sha256(
          stream.data(), size, passphrase.data(), passphrase.size(),
          reinterpret_cast<const unsigned char*>(salt.data()),
          limits.operations,
          static_cast<std::size_t>(limits.memory_bytes)) != 0) {
    throw Error(ErrorKind::try_again,
                "not enough memory to use the passphrase: it takes " +
                    std::to_string(limits.memory_bytes >> 20) + " MiB");
  }
  for (std::size_t i = 0; i < size; ++i) data[i] ^= stream.data()[i];
}

}  // namespace flk
