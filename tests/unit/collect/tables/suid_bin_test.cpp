// SPDX-License-Identifier: GPL-3.0-or-later

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <string>
#include <unistd.h>
#include <vector>

#include "support/machine_tree.hpp"

namespace flk {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class SuidBin : public testing::Test {
 protected:
  SuidBin() {
    const auto uid = std::to_string(::getuid());
    const auto gid = std::to_string(::getgid());
    tree_.file("/etc/passwd",
               "ann:x:" + uid + ":0:::\nbob:x:" + uid + ":0:::\n");
    tree_.file("/etc/group", "staff:x:" + gid + ":\n");
  }

  std::vector<std::string> rows() const {
    return text_rows(tree_.query("select * from suid_bin"));
  }

  MachineTree tree_;
};

TEST_F(SuidBin, ListsFilesWithTheRightsOfTheirOwnerOrGroup) {
  tree_.file("/usr/bin/su", "", 04755);
  tree_.file("/usr/bin/wall", "", 02755);
  tree_.file("/usr/local/sbin/both", "", 06755);
  tree_.file("/usr/bin/plain", "", 0755);
  tree_.file("/opt/elsewhere", "", 04755);
  EXPECT_THAT(rows(), ElementsAre("/usr/bin/su|ann|staff|S",
                                  "/usr/bin/wall|ann|staff|G",
                                  "/usr/local/sbin/both|ann|staff|SG"));
}

TEST_F(SuidBin, LooksIntoFoldersButNotThroughLinksToFolders) {
  tree_.file("/tmp/.hidden/deep/er/x", "", 04755);
  tree_.file("/opt/y", "", 04755);
  tree_.link("/tmp/folder", "../opt");
  tree_.link("/tmp/file", "../opt/y");
  EXPECT_THAT(rows(), ElementsAre("/tmp/.hidden/deep/er/x|ann|staff|S",
                                  "/tmp/file|ann|staff|S"));
}

// As osquery does on a system with a merged /usr.
TEST_F(SuidBin, ListsAFileUnderBothNames) {
  tree_.file("/usr/bin/su", "", 04755);
  tree_.link("/bin", "usr/bin");
  EXPECT_THAT(rows(),
              ElementsAre("/bin/su|ann|staff|S", "/usr/bin/su|ann|staff|S"));
}

TEST_F(SuidBin, NamesUnknownOwnersByNumber) {
  tree_.file("/etc/passwd", "");
  tree_.file("/etc/group", "");
  tree_.file("/bin/su", "", 04755);
  EXPECT_THAT(rows(), ElementsAre("/bin/su|" + std::to_string(::getuid()) +
                                  "|" + std::to_string(::getgid()) + "|S"));
}

TEST_F(SuidBin, LeavesOutFoldersAndDanglingLinks) {
  tree_.folder("/tmp/setgid");
  ::chmod(tree_.on_disk("/tmp/setgid").c_str(), 02755);
  tree_.link("/tmp/dangling", "nowhere");
  EXPECT_THAT(rows(), IsEmpty());
}

}  // namespace
}  // namespace flk
