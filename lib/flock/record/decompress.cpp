// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/record/decompress.hpp>

#include <zlib.h>
#include <zstd.h>

#include <array>

#include <flock/base/error.hpp>

namespace flk {
namespace {

constexpr std::size_t kChunk = 65536;

// What both have in common: a chunk of compressed bytes, read when empty.
class DecompressingSource : public ByteSource {
 public:
  explicit DecompressingSource(std::unique_ptr<ByteSource> compressed)
      : compressed_(std::move(compressed)) {}

  bool would_wait() const override {
    return at_ == size_ && compressed_->would_wait();
  }
  const std::string& name() const override { return compressed_->name(); }

 protected:
  // False at the end of the compressed bytes.
  bool fill() {
    if (at_ < size_) return true;
    at_ = 0;
    size_ = compressed_->read(chunk_.data(), chunk_.size());
    return size_ > 0;
  }

  std::unique_ptr<ByteSource> compressed_;
  std::array<char, kChunk> chunk_{};
  std::size_t at_ = 0;
  std::size_t size_ = 0;
  bool inside_ = false;  // of a gzip member or zstd frame
  // The last output buffer was filled, so more may come without new input.
  bool full_ = false;
};

class GzipSource : public DecompressingSource {
 public:
  explicit GzipSource(std::unique_ptr<ByteSource> compressed)
      : DecompressingSource(std::move(compressed)) {
    constexpr int kGzipOnly = 16;
    if (::inflateInit2(&stream_, MAX_WBITS + kGzipOnly) != Z_OK) {
      throw Error(ErrorKind::try_again, "cannot allocate memory for gzip");
    }
  }
  ~GzipSource() override { ::inflateEnd(&stream_); }

  std::size_t read(char* data, std::size_t size) override {
    stream_.next_out = reinterpret_cast<Bytef*>(data);
    stream_.avail_out = static_cast<uInt>(size);
    while (stream_.avail_out == size) {
      if (!full_ && !fill()) {
        if (inside_) throw BadData{"the gzip data ends early"};
        return 0;
      }
      if (!inside_) ::inflateReset(&stream_);
      step();
    }
    return size - stream_.avail_out;
  }

 private:
  void step() {
    stream_.next_in = reinterpret_cast<Bytef*>(chunk_.data() + at_);
    stream_.avail_in = static_cast<uInt>(size_ - at_);
    const int result = ::inflate(&stream_, Z_NO_FLUSH);
    at_ = size_ - stream_.avail_in;
    if (result != Z_OK && result != Z_BUF_ERROR && result != Z_STREAM_END) {
      throw BadData{"the gzip data is broken"};
    }
    inside_ = result != Z_STREAM_END;
    full_ = inside_ && stream_.avail_out == 0;
  }

  z_stream stream_{};
};

class ZstdSource : public DecompressingSource {
 public:
  ZstdSource(std::unique_ptr<ByteSource> compressed, int max_window_log)
      : DecompressingSource(std::move(compressed)),
        stream_(::ZSTD_createDStream(), ::ZSTD_freeDStream) {
    if (!stream_) {
      throw Error(ErrorKind::try_again, "cannot allocate memory for zstd");
    }
    ::ZSTD_DCtx_setParameter(stream_.get(), ZSTD_d_windowLogMax,
                             max_window_log);
  }

  std::size_t read(char* data, std::size_t size) override {
    ZSTD_outBuffer out{data, size, 0};
    while (out.pos == 0) {
      if (!full_ && !fill()) {
        if (inside_) throw BadData{"the zstd data ends early"};
        return 0;
      }
      step(out);
    }
    return out.pos;
  }

 private:
  void step(ZSTD_outBuffer& out) {
    ZSTD_inBuffer in{chunk_.data() + at_, size_ - at_, 0};
    const auto result = ::ZSTD_decompressStream(stream_.get(), &out, &in);
    if (::ZSTD_isError(result)) throw BadData{"the zstd data is broken"};
    at_ += in.pos;
    inside_ = result != 0;
    full_ = inside_ && out.pos == out.size;
  }

  std::unique_ptr<ZSTD_DStream, decltype(&::ZSTD_freeDStream)> stream_;
};

}  // namespace

std::unique_ptr<ByteSource> gzip_source(
    std::unique_ptr<ByteSource> compressed) {
  return std::make_unique<GzipSource>(std::move(compressed));
}

std::unique_ptr<ByteSource> zstd_source(std::unique_ptr<ByteSource> compressed,
                                        int max_window_log) {
  return std::make_unique<ZstdSource>(std::move(compressed), max_window_log);
}

}  // namespace flk
