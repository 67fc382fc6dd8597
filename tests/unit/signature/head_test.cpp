// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/signature/head.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <string>

#include <flock/base/error.hpp>

#include "support/temp_dir.hpp"

namespace flk {
namespace {

const std::string kLedger = R"({"format":1,"ledger":"AAECAwQFBgcICQoLDA0ODw",)"
                            R"("stream":"01a206589b8000010203040506070809"})";
const std::string kDigest = "ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa0";
const std::string kCheckpoint =
    R"({"format":1,"records":9,"seq":7,"prev":")" + kDigest + "\"}";

class StreamHeadTest : public testing::Test {
 protected:
  StreamHead load(const std::string& ledger, const std::string& checkpoint) {
    write_file(directory_ / "ledger.json", ledger);
    write_file(directory_ / "checkpoint.json", checkpoint);
    return StreamHead::load(directory_ / "checkpoint.json");
  }
  std::string failure(const std::string& ledger,
                      const std::string& checkpoint) {
    try {
      load(ledger, checkpoint);
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::config);
      return error.what();
    }
    return "none";
  }

  TempDir directory_;
};

TEST_F(StreamHeadTest, IsTheEndOfTheLedgersStream) {
  const auto head = load(kLedger, kCheckpoint);
  EXPECT_EQ(to_text(head.stream), "01a206589b8000010203040506070809");
  EXPECT_EQ(head.seq, 7u);
  EXPECT_EQ(head.next, parse_digest(kDigest));
}

TEST_F(StreamHeadTest, MayHaveNoRecordYet) {
  EXPECT_EQ(load(kLedger, R"({"format":1,"seq":0,"prev":""})").seq, 0u);
}

TEST_F(StreamHeadTest, IsRefusedWhereItIsNotUnderstood) {
  using testing::HasSubstr;
  EXPECT_THAT(failure(kLedger, ""), HasSubstr("checkpoint.json"));
  EXPECT_THAT(failure(kLedger, "[]"), HasSubstr("not a JSON object"));
  EXPECT_THAT(failure(kLedger, R"({"format":2,"seq":0})"), HasSubstr("format"));
  EXPECT_THAT(failure(kLedger, R"({"format":1})"), HasSubstr("seq"));
  EXPECT_THAT(failure(kLedger, R"({"format":1,"seq":-1})"), HasSubstr("seq"));
  EXPECT_THAT(failure(kLedger, R"({"format":1,"seq":7})"), HasSubstr("prev"));
  EXPECT_THAT(failure(kLedger, R"({"format":1,"seq":7,"prev":"x"})"),
              HasSubstr("prev"));
  EXPECT_THAT(failure("{}", kCheckpoint), HasSubstr("ledger.json"));
  EXPECT_THAT(failure(R"({"format":1,"stream":"x"})", kCheckpoint),
              HasSubstr("stream"));
}

TEST_F(StreamHeadTest, NeedsTheLedgerBesideTheCheckpoint) {
  write_file(directory_ / "checkpoint.json", kCheckpoint);
  EXPECT_THROW(StreamHead::load(directory_ / "checkpoint.json"), Error);
}

}  // namespace
}  // namespace flk
