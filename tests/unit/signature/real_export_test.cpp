// SPDX-License-Identifier: GPL-3.0-or-later
// Every bit of a real export flipped. tests/pipeline/sign_tamper.sh makes the
// export, of one store or another, and names its folder in FLOCK_TEST_EXPORT:
// export.jsonl in the order of the chain, and the file trusted.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>

#include "support/proved_parts.hpp"
#include "support/temp_dir.hpp"
#include "support/verification.hpp"

namespace flk {
namespace {

class RealExport : public testing::Test {
 protected:
  void SetUp() override {
    const char* folder = std::getenv("FLOCK_TEST_EXPORT");
    ASSERT_NE(folder, nullptr) << "FLOCK_TEST_EXPORT is not set";
    trusted_.add_file(std::string(folder) + "/trusted");
    std::ifstream in{std::string(folder) + "/export.jsonl"};
    for (std::string line; std::getline(in, line);) lines_.push_back(line);
    ASSERT_GT(lines_.size(), 2u);
  }

  TrustedKeys trusted_;
  Lines lines_;
};

TEST_F(RealExport, Verifies) {
  const auto result = verify(lines_, trusted_);
  EXPECT_TRUE(result.passed);
  EXPECT_THAT(result.findings, testing::IsEmpty());
}

TEST_F(RealExport, ShowsEveryFlippedBitThatChangesWhatIsProved) {
  std::size_t passed = 0;
  std::size_t free = 0;
  const auto last = lines_.size() - 1;
  for (const auto at : {std::size_t{0}, last / 2, last}) {
    const auto& line = lines_[at];
    const auto proved = proved_parts(line);
    free += free_bits(line);
    for (std::size_t bit = 0; bit < 8 * line.size(); ++bit) {
      auto flipped = line;
      flipped[bit / 8] ^= static_cast<char>(1 << bit % 8);
      const auto result = verify({flipped}, trusted_);
      if (!result.passed || !result.findings.empty()) continue;
      ++passed;
      EXPECT_EQ(proved_parts(flipped), proved) << flipped;
    }
  }
  // user_name, event.ingested, flock.id and flock.index were there to flip.
  EXPECT_GT(passed, 100u);
  // And hardly anything else: spellings, as of an exponent.
  EXPECT_LE(passed, free + 24);
}

}  // namespace
}  // namespace flk
