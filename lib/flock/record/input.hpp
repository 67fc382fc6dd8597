// SPDX-License-Identifier: GPL-3.0-or-later
// What a filter reads: standard input or files one after the other, which may
// be gzip (RFC 1952) or zstd (RFC 8878), told by their first bytes.

#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace flk {

// Bytes from one source, in order.
class ByteSource {
 public:
  virtual ~ByteSource() = default;
  // At most `size` bytes; 0 at the end. Throws Error (try_again) when reading
  // fails, BadData when the source itself is broken.
  virtual std::size_t read(char* data, std::size_t size) = 0;
  // Whether read() might wait for bytes that are not there yet.
  virtual bool would_wait() const = 0;
  // For messages: "standard input" or the file's name.
  virtual const std::string& name() const = 0;
};

// Compressed data that ends early or does not decode: the source's fault, not
// the machine's.
struct BadData {
  std::string reason;
};

// The sources for the command line's FILE...: `-` is standard input, as is no
// file at all. Throws Error (config) when one cannot be opened, or is a
// folder, before anything is read.
std::vector<std::unique_ptr<ByteSource>> open_inputs(
    const std::vector<std::string>& files);

// `bytes` as a source, for tests and for bodies.
std::unique_ptr<ByteSource> memory_source(std::string bytes, std::string name);

}  // namespace flk
