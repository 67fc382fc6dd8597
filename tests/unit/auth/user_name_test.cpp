// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/auth/user_name.hpp>

#include <gtest/gtest.h>
#include <string>

namespace flk {
namespace {

TEST(UserName, HasLettersDigitsDashAndUnderscore) {
  EXPECT_TRUE(is_user_name("4C4C4544-0051-4810-8052-B7C04F4A3132"));
  EXPECT_TRUE(is_user_name("ann_laptop"));
  EXPECT_TRUE(is_user_name(std::string(128, 'a')));
  for (const auto* name : {"", "ann laptop", "ann.laptop", "ann/laptop",
                           "ann:laptop", "ann\n", "\xc3\xa4nn", "invite:x"}) {
    EXPECT_FALSE(is_user_name(name)) << name;
  }
  EXPECT_FALSE(is_user_name(std::string(129, 'a')));
}

TEST(DisplayName, LosesThePredecessorsCharactersAndKeepsTheRest) {
  EXPECT_EQ(clean_display_name("`{}!@#$%^&*_"), "");
  EXPECT_EQ(clean_display_name("N*ick \"the\" (F\xc3\xbcry)_"),
            "Nick \"the\" (F\xc3\xbcry)");
}

TEST(DisplayName, IsCutAtACharacter) {
  const auto name = clean_display_name(std::string(255, 'a') + "\xc3\xbc");
  EXPECT_EQ(name, std::string(255, 'a'));
}

}  // namespace
}  // namespace flk
