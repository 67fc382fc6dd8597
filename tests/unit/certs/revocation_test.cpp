// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/certs/revocation.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <flock/base/error.hpp>

#include "support/temp_dir.hpp"

namespace flk {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr char kLine[] =
    "0badcafe 2026-11-23T07:00:00.000Z key-compromise 00ff alice";

TEST(CanonicalSerial, IsLowerCaseWithoutLeadingZeros) {
  EXPECT_EQ(canonical_serial("00AB12"), "ab12");
  EXPECT_EQ(canonical_serial("0b"), "0b");
  EXPECT_EQ(canonical_serial("0000"), "00");
  EXPECT_EQ(canonical_serial(std::string(40, 'f')), std::string(40, 'f'));
  EXPECT_EQ(canonical_serial("00" + std::string(40, 'f')),
            std::string(40, 'f'));
}

TEST(CanonicalSerial, TakesNothingElse) {
  for (const auto* text :
       {"", "a", "abc", "0x12", "12 ", "-1", "zz", "12:34"}) {
    EXPECT_EQ(canonical_serial(text), std::nullopt) << text;
  }
  EXPECT_EQ(canonical_serial(std::string(42, 'f')), std::nullopt);
}

TEST(RevocationReason, HasANameOfItsOwn) {
  for (const auto* name :
       {"unspecified", "key-compromise", "affiliation-changed", "superseded",
        "cessation-of-operation"}) {
    const auto reason = parse_reason(name);
    ASSERT_TRUE(reason) << name;
    EXPECT_EQ(reason_name(*reason), name);
  }
  EXPECT_EQ(parse_reason("ca-compromise"), std::nullopt);
}

class RevocationsTest : public ::testing::Test {
 protected:
  std::string refusal(const std::string& text) {
    write_file(path, text);
    try {
      load_revocations(path);
      return "none";
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::config);
      return error.what();
    }
  }

  TempDir dir;
  std::string path = dir / "revoked";
};

TEST_F(RevocationsTest, AreReadAsTheyWereWritten) {
  EXPECT_FALSE(load_revocations(path));
  write_file(path, "# a comment\n\n" + std::string(kLine) + "\n");
  const auto entries = load_revocations(path);
  ASSERT_TRUE(entries);
  ASSERT_EQ(entries->size(), 1u);
  EXPECT_EQ(revocation_line((*entries)[0]), kLine);
  EXPECT_EQ((*entries)[0].reason, RevocationReason::key_compromise);
  EXPECT_THAT(serials_of(*entries), ElementsAre("0badcafe"));
}

TEST_F(RevocationsTest, AreRefusedWithTheLine) {
  const std::string good = std::string(kLine) + "\n";
  EXPECT_EQ(refusal(good), "none");
  for (const auto* bad : {"torn", "xyz 2026-11-23T07:00:00Z superseded 00ff a",
                          "0bad yesterday superseded 00ff a",
                          "0bad 2026-11-23T07:00:00Z because 00ff a",
                          "0bad 2026-11-23T07:00:00Z superseded key a"}) {
    EXPECT_THAT(refusal(good + bad + "\n"), HasSubstr("line 2")) << bad;
  }
}

}  // namespace
}  // namespace flk
