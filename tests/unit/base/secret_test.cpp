// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/base/secret.hpp>

#include <gtest/gtest.h>
#include <string>
#include <sys/resource.h>

namespace flk {
namespace {

TEST(Secret, MovesAndLeavesNothingBehind) {
  auto a = SecretBytes::copy_of("hush");
  const SecretBytes b = std::move(a);
  EXPECT_EQ(b.view(), "hush");
  EXPECT_EQ(a.size(), 0u);  // NOLINT(bugprone-use-after-move)
}

TEST(Secret, WipesText) {
  std::string text = "hush";
  wipe(text);
  EXPECT_TRUE(text.empty());
}

TEST(Secret, ComparesInConstantTime) {
  EXPECT_TRUE(equal_in_constant_time("abc", "abc"));
  EXPECT_FALSE(equal_in_constant_time("abc", "abd"));
  EXPECT_FALSE(equal_in_constant_time("abc", "ab"));
}

TEST(Secret, KeepsOutOfCoreDumps) {
  disable_core_dumps();
  rlimit limit{1, 1};
  ::getrlimit(RLIMIT_CORE, &limit);
  EXPECT_EQ(limit.rlim_cur, 0u);
}

}  // namespace
}  // namespace flk
