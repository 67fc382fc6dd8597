// SPDX-License-Identifier: GPL-3.0-or-later
// deb_packages and startup_items.

#include "support/machine_tree.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <string>
#include <vector>

namespace flk {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(DebPackages, AreTheParagraphsOfDpkgsDatabase) {
  const MachineTree tree;
  tree.file("/var/lib/dpkg/status",
            "Package: libc6\nStatus: install ok installed\n"
            "Priority: optional\nSection: libs\nInstalled-Size: 13364\n"
            "Maintainer: GNU Libc <x@y.org>\nArchitecture: amd64\n"
            "Source: glibc (2.36-9)\nVersion: 2.36-9+deb12u8\n"
            "Conffiles:\n /etc/ld.so.conf 4317c6de8564b68d628c21efa96b37e4\n"
            "Description: GNU C Library\n Version: none of it\n .\n more\n"
            "\n"
            "Package: base\nStatus: deinstall ok config-files\n"
            "Version: 1:3\nArchitecture: all\n"
            "\n\n"
            "Package: gone\nStatus: purge ok not-installed\nVersion: 1\n"
            "\n"
            "Package: statusless\nVersion: 1\n"
            "\n"
            "no package\n"
            "\n"
            "Package: last\nStatus: install ok installed");
  EXPECT_THAT(
      text_rows(tree.query("select * from deb_packages")),
      ElementsAre("libc6|2.36-9+deb12u8|glibc (2.36-9)|13364|amd64|9+deb12u8|"
                  "install ok installed|GNU Libc <x@y.org>|libs|optional|"
                  "/var/lib/dpkg",
                  "base|1:3|||all||deinstall ok config-files||||"
                  "/var/lib/dpkg",
                  "last||||||install ok installed||||/var/lib/dpkg"));
}

// osquery would open any folder that the query names.
TEST(DebPackages, OpenNoDatabaseOfTheQuerysChoice) {
  const MachineTree tree;
  tree.file("/home/ann/status",
            "Package: x\nStatus: install ok installed\nVersion: 1\n");
  EXPECT_THAT(text_rows(tree.query(
                  "select * from deb_packages where admindir = '/home/ann'")),
              IsEmpty());
}

class StartupItems : public testing::Test {
 protected:
  std::vector<std::string> rows() const {
    return text_rows(tree_.query("select * from startup_items"));
  }

  MachineTree tree_;
};

TEST_F(StartupItems, AreDesktopEntriesOfAccountsAndOfTheSystem) {
  tree_.file("/etc/passwd",
             "root:x:0:0::/root:\nann:x:1000:1000::/home/ann:\n"
             "nowhere:x:2:2:::\n");
  tree_.file("/home/ann/.config/autostart/x.desktop",
             "[Desktop Entry]\nName=X\nName[de]=Y\nExec=/opt/x --a=b %U\n"
             "[Desktop Action new]\nName=Other\nExec=/opt/other\n");
  tree_.file("/home/ann/.config/autostart-scripts/run.sh", "");
  tree_.file("/root/.config/autostart/empty.desktop", "");
  tree_.file("/etc/xdg/autostart/sys.desktop", "[Desktop Entry]\nExec = sys\n");
  EXPECT_THAT(
      rows(),
      ElementsAre(
          "X|/opt/x --a=b %U||Startup Item|/home/ann/.config/autostart/|"
          "enabled|ann",
          "run.sh|/home/ann/.config/autostart-scripts/run.sh||Startup Item|"
          "/home/ann/.config/autostart-scripts/|enabled|ann",
          "|||Startup Item|/root/.config/autostart/|enabled|",
          "|sys||Startup Item|/etc/xdg/autostart/|enabled|"));
}

TEST_F(StartupItems, AreInitScripts) {
  tree_.file("/etc/init.d/ssh", "#!/bin/sh\n", 0755);
  tree_.folder("/etc/init.d/folder");
  EXPECT_THAT(rows(), ElementsAre("ssh|/etc/init.d/ssh||Startup Item|"
                                  "/etc/init.d/|enabled|"));
}

TEST_F(StartupItems, AreTheUnitsThatSystemdIsToldToStart) {
  tree_.folder("/run/systemd/system");
  tree_.file("/usr/lib/systemd/system/ssh.service",
             "[Unit]\nDescription=x\n[Service]\nUser=sshd\nUser=ssh2\n");
  tree_.file("/usr/lib/systemd/system/idle.service", "[Service]\n");
  tree_.file("/usr/lib/systemd/system/getty@.service", "[Service]\n");
  tree_.file("/etc/systemd/system/own.service",
             "[Unit]\nSourcePath=/etc/init.d/own\n[Install]\nUser=no\n");
  tree_.file("/usr/lib/systemd/system/own.service", "[Service]\nUser=no\n");
  tree_.link("/etc/systemd/system/multi-user.target.wants/ssh.service",
             "/usr/lib/systemd/system/ssh.service");
  tree_.link("/etc/systemd/system/multi-user.target.wants/own.service",
             "../own.service");
  tree_.link("/etc/systemd/system/getty.target.wants/getty@tty1.service",
             "/usr/lib/systemd/system/getty@.service");
  tree_.link("/usr/lib/systemd/system/x.target.requires/gone.service",
             "../gone.service");
  EXPECT_THAT(
      rows(),
      ElementsAre("getty@tty1.service|/usr/lib/systemd/system/getty@.service||"
                  "systemd unit||enabled|",
                  "gone.service|||systemd unit||enabled|",
                  "own.service|/etc/systemd/system/own.service||systemd unit|"
                  "/etc/init.d/own|enabled|",
                  "ssh.service|/usr/lib/systemd/system/ssh.service||"
                  "systemd unit||enabled|ssh2"));
}

TEST_F(StartupItems, AreNoUnitsWhereSystemdDoesNotRun) {
  tree_.file("/usr/lib/systemd/system/ssh.service", "");
  tree_.link("/etc/systemd/system/multi-user.target.wants/ssh.service",
             "/usr/lib/systemd/system/ssh.service");
  EXPECT_THAT(rows(), IsEmpty());
}

}  // namespace
}  // namespace flk
