// SPDX-License-Identifier: GPL-3.0-or-later
// gzip (RFC 1952) and zstd (RFC 8878) streams, in constant memory.

#pragma once

#include <memory>
#include <string_view>

#include <flock/record/input.hpp>

namespace flk {

inline constexpr std::string_view kGzipMagic = "\x1f\x8b";
inline constexpr std::string_view kZstdMagic = "\x28\xb5\x2f\xfd";

// Any number of members one after the other, as gzip(1) reads them.
std::unique_ptr<ByteSource> gzip_source(std::unique_ptr<ByteSource> compressed);

// Any number of frames; windows of at most 2^`max_window_log` bytes, which it
// may hold: by default 128 MiB, as zstd(1) allows.
std::unique_ptr<ByteSource> zstd_source(std::unique_ptr<ByteSource> compressed,
                                        int max_window_log = 27);

}  // namespace flk
