// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/signature/finding.hpp>

#include <gtest/gtest.h>
#include <set>

namespace flk {
namespace {

TEST(VerifyFinding, NamesLineStreamAndSeq) {
  const VerifyFinding finding{VerifyFindingKind::bad_signature,
                              "a.jsonl",
                              2,
                              "01a2",
                              5,
                              5,
                              "bad signature"};
  EXPECT_EQ(finding.message(),
            "a.jsonl: line 2: bad signature, stream 01a2, seq 5");
}

TEST(VerifyFinding, NamesARange) {
  const VerifyFinding finding{
      VerifyFindingKind::missing, "", 0, "01a2", 3, 5, "missing"};
  EXPECT_EQ(finding.message(), "missing, stream 01a2, seq 3 to 5");
}

TEST(VerifyFinding, LeavesOutWhatIsNotKnown) {
  const VerifyFinding finding{
      VerifyFindingKind::unsigned_record, "-", 7, "", 0, 0, "unsigned"};
  EXPECT_EQ(finding.message(), "-: line 7: unsigned");
}

TEST(VerifyFindingKind, HasANameOfItsOwn) {
  std::set<std::string_view> names;
  for (std::size_t kind = 0; kind < kVerifyFindingKinds; ++kind) {
    names.insert(name_of(static_cast<VerifyFindingKind>(kind)));
  }
  EXPECT_EQ(names.size(), kVerifyFindingKinds);
  EXPECT_FALSE(names.contains(""));
  EXPECT_EQ(name_of(VerifyFindingKind::declared), "declared");
}

}  // namespace
}  // namespace flk
