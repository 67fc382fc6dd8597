// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/collect/table_context.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <optional>
#include <string>
#include <sys/stat.h>

#include "support/machine_tree.hpp"

namespace flk {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class TableContextTest : public testing::Test {
 protected:
  MachineTree tree_;
  EngineOptions options_;
  QueryBudget budget_{options_};
  Machine machine_{tree_.on_disk(""), 0};
  TableContext context_{machine_, budget_, {}};
};

TEST_F(TableContextTest, ReadsFilesBelowItsRoot) {
  tree_.file("/etc/x", "text");
  EXPECT_EQ(context_.read("/etc/x"), "text");
  EXPECT_EQ(context_.read("/etc/y"), std::nullopt);
  EXPECT_EQ(context_.read("/etc"), std::nullopt);
}

TEST_F(TableContextTest, ReadsNoMoreThanItsBound) {
  tree_.file("/x", "12345");
  EXPECT_EQ(context_.read("/x", 3), "123");
  EXPECT_EQ(context_.read("/x", 5), "12345");
}

TEST_F(TableContextTest, DoesNotWaitForAPipe) {
  ASSERT_EQ(::mkfifo(tree_.on_disk("/pipe").c_str(), 0600), 0);
  tree_.link("/link", "pipe");
  EXPECT_EQ(context_.read("/pipe"), std::nullopt);
  EXPECT_EQ(context_.read("/link"), std::nullopt);
}

TEST_F(TableContextTest, ReadsNoDevice) {
  tree_.link("/zero", "/dev/zero");
  EXPECT_EQ(context_.read("/zero"), std::nullopt);
}

TEST_F(TableContextTest, ListsAFolderAsAShellDoes) {
  tree_.file("/d/b", "");
  tree_.file("/d/a", "");
  tree_.file("/d/.hidden", "");
  tree_.folder("/d/folder");
  tree_.link("/d/to_folder", "folder");
  tree_.link("/d/dangling", "nowhere");
  const auto in_d = [&](const std::string& name) { return "/d/" + name; };
  EXPECT_THAT(context_.files("/d"),
              ElementsAre(in_d("a"), in_d("b"), in_d("dangling")));
  EXPECT_THAT(context_.folders("/d/"),
              ElementsAre(in_d("folder"), in_d("to_folder")));
  EXPECT_THAT(context_.names("/d"), ElementsAre(".hidden", "a", "b", "dangling",
                                                "folder", "to_folder"));
  EXPECT_THAT(context_.names("/nowhere"), IsEmpty());
}

TEST_F(TableContextTest, ResolvesLinks) {
  tree_.file("/a/file", "");
  tree_.link("/b", "a");
  EXPECT_EQ(context_.resolved("/b/file"), "/a/file");
  EXPECT_EQ(context_.resolved("/nowhere"), "/nowhere");
  EXPECT_EQ(context_.link("/b"), "a");
  EXPECT_EQ(context_.link("/a"), std::nullopt);
}

TEST_F(TableContextTest, StopsWhenTheTimeIsOver) {
  tree_.file("/x", "");
  EngineOptions none;
  none.timeout = Milliseconds{0};
  const QueryBudget over{none};
  const TableContext context{machine_, over, {}};
  EXPECT_THROW(context.read("/x"), QueryStopped);
  EXPECT_THROW(context.names("/"), QueryStopped);
}

}  // namespace
}  // namespace flk
