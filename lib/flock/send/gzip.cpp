// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/send/gzip.hpp>

#include <zlib.h>

#include <flock/base/error.hpp>

namespace flk {

std::string gzip(std::string_view bytes) {
  constexpr int kGzip = 16;
  constexpr int kMemory = 8;
  z_stream stream{};
  if (::deflateInit2(&stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED,
                     MAX_WBITS + kGzip, kMemory, Z_DEFAULT_STRATEGY) != Z_OK) {
    throw Error(ErrorKind::try_again, "cannot allocate memory for gzip");
  }
  std::string out(::deflateBound(&stream, bytes.size()), '\0');
  // zlib's interface lacks a const; it does not write to its input.
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  ::deflate(&stream, Z_FINISH);
  out.resize(stream.total_out);
  ::deflateEnd(&stream);
  return out;
}

}  // namespace flk
