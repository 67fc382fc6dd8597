// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/policy/consent_sql.hpp>

#include <gtest/gtest.h>
#include <string>

namespace flk {
namespace {

bool same(std::string_view a, std::string_view b) {
  return without_needless_space(a) == without_needless_space(b);
}

TEST(WithoutNeedlessSpace, TakesDifferencesInWhiteSpaceForNone) {
  EXPECT_EQ(without_needless_space("  select\n a ,b\tfrom t ;\n"),
            "select a,b from t;");
  EXPECT_TRUE(same("select a,b from t where x='y'",
                   "select a, b\n  from t\n where x = 'y' "));
  EXPECT_TRUE(same("select count(*) from t where a>=1 and b!=1",
                   "select count ( * ) from t where a >= 1 and b != 1"));
  EXPECT_TRUE(
      same("select distinct(pid) from t", "select distinct (pid) from t"));
}

TEST(WithoutNeedlessSpace, KeepsItInsideOfWhatIsQuoted) {
  for (const auto* quotes : {"''", "\"\"", "``", "[]"}) {
    const std::string open(1, quotes[0]);
    const std::string close(1, quotes[1]);
    EXPECT_FALSE(same("select " + open + "a b" + close,
                      "select " + open + "a  b" + close));
    EXPECT_FALSE(
        same("select " + open + " a" + close, "select " + open + "a" + close));
  }
  EXPECT_FALSE(same("select 'it''s  x'", "select 'it''s x'"));
  EXPECT_FALSE(same("select ' open", "select ' open "));
}

TEST(WithoutNeedlessSpace, KeepsItWhereTokensWouldRunTogether) {
  EXPECT_FALSE(same("select a b from t", "select ab from t"));
  EXPECT_FALSE(same("select x 'ab'", "select x'ab'"));
  EXPECT_FALSE(same("select 'a' 'b'", "select 'a''b'"));
  EXPECT_FALSE(same("select a - -b", "select a --b"));
  EXPECT_FALSE(same("select a < =b", "select a <=b"));
  EXPECT_FALSE(same("select a / *b", "select a /*b"));
  EXPECT_FALSE(same("select 1e -3", "select 1e-3"));
}

TEST(WithoutNeedlessSpace, KeepsCommentsWhichEndLines) {
  EXPECT_FALSE(same("select a -- b\n, c from t", "select a -- b , c from t"));
  EXPECT_FALSE(same("select a /* b  c */", "select a /* b c */"));
  EXPECT_FALSE(same("select '-- a\n b'", "select '-- a b'"));
}

}  // namespace
}  // namespace flk
