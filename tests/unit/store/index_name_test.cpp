// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/store/index_name.hpp>

#include <gtest/gtest.h>

namespace flk {
namespace {

TEST(EndOfIndex, IsTheFirstMomentBehindItsDayOrMonth) {
  EXPECT_EQ(end_of_index("flock-2026-11-23"),
            parse_rfc3339("2026-11-24T00:00:00Z"));
  EXPECT_EQ(end_of_index("flock-2024-02-28"),
            parse_rfc3339("2024-02-29T00:00:00Z"));
  EXPECT_EQ(end_of_index("flock-agent-2026-11"),
            parse_rfc3339("2026-12-01T00:00:00Z"));
  EXPECT_EQ(end_of_index("flock-agent-2026-12"),
            parse_rfc3339("2027-01-01T00:00:00Z"));
}

TEST(EndOfIndex, IsNowhereForOtherNames) {
  for (const auto* name :
       {"flock-undated", "flock-refused", "flock-2026-13-01", "flock-2026-11",
        "flock-agent-2026-11-23", "flock_users", "", "other-2026-11-23"}) {
    EXPECT_FALSE(end_of_index(name)) << name;
  }
}

}  // namespace
}  // namespace flk
