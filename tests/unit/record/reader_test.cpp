// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/record/reader.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <string>
#include <vector>
#include <zlib.h>
#include <zstd.h>

#include <flock/base/error.hpp>
#include <random>

#include "support/records.hpp"
#include "support/temp_dir.hpp"

namespace flk {
namespace {

std::vector<std::string> lines_of(RecordReader reader) {
  std::vector<std::string> lines;
  while (const auto record = reader.next()) {
    lines.emplace_back(record->bytes());
  }
  return lines;
}

TEST(RecordReader, GivesLinesAsTheyStand) {
  RejectList rejects;
  EXPECT_THAT(
      lines_of({sources_of("{\"a\":1}\n {\"b\": 2}\r\n\n{}"), 100, rejects}),
      testing::ElementsAre("{\"a\":1}", " {\"b\": 2}\r", "{}"));
  EXPECT_TRUE(rejects.entries.empty());
}

TEST(RecordReader, NamesEveryLineThatIsNoRecord) {
  RejectList rejects;
  EXPECT_THAT(
      lines_of({sources_of("{}\nnonsense\n[1]\n{\"a\":1,\"a\":2}\n{}\n"), 100,
                rejects}),
      testing::ElementsAre("{}", "{}"));
  ASSERT_EQ(rejects.entries.size(), 3u);
  EXPECT_EQ(rejects.entries[0].line, 2u);
  EXPECT_EQ(rejects.entries[0].offset, 3u);
  EXPECT_EQ(rejects.entries[0].bytes, "nonsense");
  EXPECT_EQ(rejects.entries[1].reason, "not a JSON object");
  EXPECT_EQ(rejects.entries[1].offset, 12u);
  EXPECT_EQ(rejects.entries[2].reason, "duplicate key 'a' at byte 13");
}

TEST(RecordReader, PassesAnOverLongLineOnVerbatimAndGoesOn) {
  const std::string padding(3 << 20, 'x');
  RejectList rejects;
  EXPECT_THAT(
      lines_of({sources_of("{}\n" + padding + "\n{\"a\":1}\n"), 1000, rejects}),
      testing::ElementsAre("{}", "{\"a\":1}"));
  ASSERT_EQ(rejects.entries.size(), 1u);
  EXPECT_EQ(rejects.entries[0].reason, "longer than 1000 bytes");
  EXPECT_EQ(rejects.entries[0].line, 2u);
  EXPECT_EQ(rejects.entries[0].bytes, padding);
}

TEST(RecordReader, DoesNotCountFlockAndTheGatewaysMembers) {
  const std::string flock = R"("flock":{"x":")" + std::string(900, 'x') +
                            R"("},"@timestamp":"2026","a":")";
  RejectList rejects;
  EXPECT_EQ(lines_of({sources_of("{" + flock + std::string(80, 'y') + "\"}\n"),
                      100, rejects})
                .size(),
            1u);
  EXPECT_EQ(lines_of({sources_of("{" + flock + std::string(110, 'y') + "\"}\n"),
                      100, rejects})
                .size(),
            0u);
  ASSERT_EQ(rejects.entries.size(), 1u);
  EXPECT_EQ(rejects.entries[0].reason, "longer than 100 bytes");
}

// A source that gives its bytes in small pieces and waits between them.
class Dripping : public ByteSource {
 public:
  explicit Dripping(std::string bytes) : bytes_(std::move(bytes)) {}
  std::size_t read(char* data, std::size_t) override {
    if (at_ == bytes_.size()) return 0;
    *data = bytes_[at_++];
    return 1;
  }
  bool would_wait() const override { return true; }
  const std::string& name() const override { return name_; }

 private:
  std::string bytes_;
  std::string name_ = "drip";
  std::size_t at_ = 0;
};

TEST(RecordReader, SaysBeforeItWaits) {
  RecordReader::Sources sources;
  sources.push_back(std::make_unique<Dripping>("{}\n{}\n"));
  RejectList rejects;
  RecordReader reader{std::move(sources), 100, rejects};
  int waits = 0;
  reader.before_wait([&] { ++waits; });
  ASSERT_TRUE(reader.next());
  EXPECT_EQ(waits, 3);
  ASSERT_TRUE(reader.next());
  EXPECT_EQ(waits, 6);
  EXPECT_FALSE(reader.next());
}

TEST(RecordReader, FindsTheSameLinesHoweverTheyAreCutIntoBlocks) {
  std::mt19937 random{7};
  std::string text;
  std::vector<std::string> expected;
  for (int i = 0; i < 3000; ++i) {
    expected.push_back("{\"a\":\"" + std::string(random() % 2000, 'x') + "\"}");
    text += expected.back() + "\n";
  }
  RejectList rejects;
  EXPECT_EQ(lines_of({sources_of(text), 1 << 20, rejects}), expected);
}

std::string gzip(const std::string& text) {
  z_stream stream{};
  deflateInit2(&stream, 6, Z_DEFLATED, MAX_WBITS + 16, 8, Z_DEFAULT_STRATEGY);
  std::string out(deflateBound(&stream, text.size()), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  deflate(&stream, Z_FINISH);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

std::string zstd(const std::string& text) {
  ZSTD_CCtx* context = ZSTD_createCCtx();
  ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, 1);
  std::string out(ZSTD_compressBound(text.size()), '\0');
  out.resize(ZSTD_compress2(context, out.data(), out.size(), text.data(),
                            text.size()));
  ZSTD_freeCCtx(context);
  return out;
}

std::string many_lines() {
  std::string text;
  for (int i = 0; i < 50000; ++i) text += "{\"n\":" + std::to_string(i) + "}\n";
  return text;
}

std::size_t count_in_file(const std::string& bytes, RejectList& rejects) {
  const TempDir dir;
  write_file(dir / "file", bytes);
  return lines_of({open_inputs({dir / "file"}), 1 << 20, rejects}).size();
}

TEST(RecordReader, ReadsGzipAndZstdFilesOfSeveralMembers) {
  const auto text = many_lines();
  RejectList rejects;
  EXPECT_EQ(count_in_file(gzip(text) + gzip(text), rejects), 100000u);
  EXPECT_EQ(count_in_file(zstd(text) + zstd(text), rejects), 100000u);
  EXPECT_EQ(count_in_file(gzip(std::string(5 << 20, '\n')), rejects), 0u);
  EXPECT_TRUE(rejects.entries.empty());
}

TEST(RecordReader, RejectsWhereCompressedDataEndsOrBreaks) {
  const auto text = many_lines();
  for (const auto& whole : {gzip(text), zstd(text)}) {
    RejectList rejects;
    EXPECT_LT(count_in_file(whole.substr(0, whole.size() / 2), rejects),
              50000u);
    ASSERT_EQ(rejects.entries.size(), 1u);
    EXPECT_THAT(rejects.entries[0].reason, testing::HasSubstr("ends early"));
    auto broken = whole;
    for (std::size_t i = 1000; i < 1100; ++i) broken[i] = '\x55';
    rejects.entries.clear();
    count_in_file(broken, rejects);
    EXPECT_GE(rejects.entries.size(), 1u);
  }
}

TEST(OpenInputs, OpensAllBeforeAnythingIsRead) {
  const TempDir dir;
  write_file(dir / "a", "{}\n");
  EXPECT_THROW(open_inputs({dir / "a", dir / "missing"}), Error);
}

}  // namespace
}  // namespace flk
