// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/signature/parallel_verifier.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <stdexcept>

#include <flock/base/error.hpp>
#include <flock/ledger/rotation.hpp>

#include "support/verification.hpp"

namespace flk {
namespace {

struct Outcome {
  Lines passed;
  Lines findings;
  VerifyCounts counts;
};

Outcome run(const Lines& lines, const TrustedKeys& trusted, unsigned jobs) {
  Outcome outcome;
  Verifier verifier{trusted, {}, [&](const VerifyFinding& finding) {
                      outcome.findings.push_back(finding.message());
                    }};
  ParallelVerifier records{
      verifier, jobs,
      [&](std::string_view line) { outcome.passed.emplace_back(line); }, [] {}};
  std::uint64_t number = 0;
  for (const auto& line : lines) {
    RecordParser parser;
    // Two sources, so that batches end where a file does.
    const auto* source = number < lines.size() / 2 ? "first" : "second";
    records.add(*parser.parse(line, {source, ++number, 0}));
  }
  records.finish();
  verifier.finish();
  outcome.counts = verifier.counts();
  return outcome;
}

class ParallelVerifierTest : public testing::Test {
 protected:
  ParallelVerifierTest() {
    export_ = signed_rows(signer_, position_, 200);
    // The laptop goes on with a new key, unknown to the trusted file.
    export_.push_back(sign_text(
        signer_, key_announcement("ann", next_.public_key(), kRowTime),
        position_));
    for (auto& line : signed_rows(next_, position_, 200)) {
      export_.push_back(std::move(line));
    }
  }

  Signer signer_{key_of('k')};
  Signer next_{key_of('n')};
  ChainPosition position_ = stream_of('s');
  TrustedKeys trusted_ = trust("ann", signer_);
  Lines export_;
};

TEST_F(ParallelVerifierTest, GivesOutAllInOrderAcrossARotation) {
  for (const unsigned jobs : {1u, 2u, 5u}) {
    const auto outcome = run(export_, trusted_, jobs);
    EXPECT_EQ(outcome.passed, export_) << jobs;
    EXPECT_THAT(outcome.findings, testing::IsEmpty());
    EXPECT_EQ(outcome.counts.verified, 401u);
  }
}

TEST_F(ParallelVerifierTest, FindsTheSameWithAnyNumberOfJobs) {
  export_[7][20] ^= 1;
  export_[333] = export_[332];
  export_.erase(export_.begin() + 100, export_.begin() + 110);
  std::swap(export_[250], export_[251]);
  const auto alone = run(export_, trusted_, 1);
  EXPECT_THAT(alone.findings, testing::Contains(testing::HasSubstr("missing")));
  for (const unsigned jobs : {2u, 5u}) {
    const auto outcome = run(export_, trusted_, jobs);
    EXPECT_EQ(outcome.findings, alone.findings);
    EXPECT_EQ(outcome.passed, alone.passed);
  }
}

// The new key counts only behind its announcement.
TEST_F(ParallelVerifierTest, TrustsNoKeyBeforeItIsAnnounced) {
  std::rotate(export_.begin(), export_.begin() + 201, export_.end());
  for (const unsigned jobs : {1u, 3u}) {
    const auto outcome = run(export_, trusted_, jobs);
    EXPECT_EQ(outcome.counts.failed, 200u);
    EXPECT_THAT(outcome.findings[0], testing::HasSubstr("unknown key"));
  }
}

TEST_F(ParallelVerifierTest, ThrowsWhatTheOutputThrew) {
  Verifier verifier{trusted_, {}, [](const VerifyFinding&) {}};
  ParallelVerifier records{
      verifier, 2,
      [](std::string_view) { throw Error(ErrorKind::try_again, "disk full"); },
      [] {}};
  RecordParser parser;
  records.add(*parser.parse(export_[0], {"memory", 1, 0}));
  EXPECT_THROW(records.finish(), Error);
}

}  // namespace
}  // namespace flk
