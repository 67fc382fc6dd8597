// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/signature/finding.hpp>

#include <gtest/gtest.h>
#include <set>

namespace flk {
namespace {

TEST(Finding, NamesLineStreamAndSeq) {
  const Finding finding{
      FindingKind::bad_signature, "a.jsonl", 2, "01a2", 5, 5, "bad signature"};
  EXPECT_EQ(finding.message(),
            "a.jsonl: line 2: bad signature, stream 01a2, seq 5");
}

TEST(Finding, NamesARange) {
  const Finding finding{FindingKind::missing, "", 0, "01a2", 3, 5, "missing"};
  EXPECT_EQ(finding.message(), "missing, stream 01a2, seq 3 to 5");
}

TEST(Finding, LeavesOutWhatIsNotKnown) {
  const Finding finding{
      FindingKind::unsigned_record, "-", 7, "", 0, 0, "unsigned"};
  EXPECT_EQ(finding.message(), "-: line 7: unsigned");
}

TEST(FindingKind, HasANameOfItsOwn) {
  std::set<std::string_view> names;
  for (std::size_t kind = 0; kind < kFindingKinds; ++kind) {
    names.insert(name_of(static_cast<FindingKind>(kind)));
  }
  EXPECT_EQ(names.size(), kFindingKinds);
  EXPECT_FALSE(names.contains(""));
  EXPECT_EQ(name_of(FindingKind::declared), "declared");
}

}  // namespace
}  // namespace flk
