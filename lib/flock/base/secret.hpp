// SPDX-License-Identifier: GPL-3.0-or-later
// Memory for secrets: locked, guarded, wiped on release (libsodium's
// sodium_malloc(3)); and what keeps secrets out of core dumps.

#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

namespace flk {

class SecretBytes {
 public:
  SecretBytes() = default;
  // `size` bytes, zeroed.
  explicit SecretBytes(std::size_t size);
  // A copy; the caller wipes the original (wipe()).
  static SecretBytes copy_of(std::string_view bytes);
  SecretBytes(SecretBytes&& other) noexcept
      : data_(std::exchange(other.data_, nullptr)),
        size_(std::exchange(other.size_, 0)) {}
  SecretBytes& operator=(SecretBytes&& other) noexcept {
    std::swap(data_, other.data_);
    std::swap(size_, other.size_);
    return *this;
  }
  ~SecretBytes();

  unsigned char* data() { return data_; }
  const unsigned char* data() const { return data_; }
  std::size_t size() const { return size_; }
  std::string_view view() const;

 private:
  unsigned char* data_ = nullptr;
  std::size_t size_ = 0;
};

// Overwrites `text` with zeros and empties it.
void wipe(std::string& text);

// Whether both are equal, in time that depends on the lengths alone.
bool equal_in_constant_time(std::string_view a, std::string_view b);

// No core dumps of this process. Every tool calls it first (run_tool).
void disable_core_dumps();

// Initialises libsodium, once; whatever uses it calls this first.
void init_sodium();

}  // namespace flk
