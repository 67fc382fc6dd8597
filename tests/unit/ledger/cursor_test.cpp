// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/ledger/cursor.hpp>

#include <gtest/gtest.h>

namespace flk {
namespace {

TEST(Cursor, ReadsWhatItWrites) {
  const auto cursor = Cursor::parse("AAECAwQFBgcICQoLDA0ODw.dead-letter:12");
  ASSERT_TRUE(cursor);
  EXPECT_EQ(cursor->ledger, "AAECAwQFBgcICQoLDA0ODw");
  EXPECT_EQ(cursor->source, "dead-letter");
  EXPECT_EQ(cursor->position, 12u);
  EXPECT_EQ(cursor->text(), "AAECAwQFBgcICQoLDA0ODw.dead-letter:12");
}

TEST(Cursor, RefusesAnythingElse) {
  for (const auto* text :
       {"", "L", "L.engine", "L.engine:", "L.:1", ".engine:1", "L.engine:-1",
        "L.engine:1x", "L:1", "L.Engine:1", "L.engine:99999999999999999999"}) {
    EXPECT_FALSE(Cursor::parse(text)) << text;
  }
}

}  // namespace
}  // namespace flk
