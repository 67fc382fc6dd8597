// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/base/secret.hpp>

#include <sodium.h>
#include <sys/resource.h>

#include <cstring>

#include <flock/base/error.hpp>

namespace flk {

SecretBytes::SecretBytes(std::size_t size) : size_(size) {
  init_sodium();
  data_ = static_cast<unsigned char*>(sodium_malloc(size));
  if (data_ == nullptr) {
    throw Error(ErrorKind::try_again, "cannot allocate memory for a secret");
  }
  sodium_memzero(data_, size);
}

SecretBytes SecretBytes::copy_of(std::string_view bytes) {
  SecretBytes secret{bytes.size()};
  if (!bytes.empty()) std::memcpy(secret.data_, bytes.data(), bytes.size());
  return secret;
}

SecretBytes::~SecretBytes() {
  if (data_ != nullptr) sodium_free(data_);
}

std::string_view SecretBytes::view() const {
  return {reinterpret_cast<const char*>(data_), size_};
}

void wipe(std::string& text) {
  sodium_memzero(text.data(), text.size());
  text.clear();
}

bool equal_in_constant_time(std::string_view a, std::string_view b) {
  return a.size() == b.size() &&
         sodium_memcmp(a.data(), b.data(), a.size()) == 0;
}

void disable_core_dumps() {
  const rlimit none{0, 0};
  ::setrlimit(RLIMIT_CORE, &none);
}

void init_sodium() {
  static const bool ready = sodium_init() >= 0;
  if (!ready) throw Error(ErrorKind::defect, "cannot initialise libsodium");
}

}  // namespace flk
