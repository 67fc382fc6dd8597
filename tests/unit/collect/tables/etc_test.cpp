// SPDX-License-Identifier: GPL-3.0-or-later
// The tables made of files in /etc: etc_hosts, crontab, os_version, users.

#include "support/machine_tree.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <string>
#include <vector>

namespace flk {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class EtcTables : public testing::Test {
 protected:
  std::vector<std::string> rows(const std::string& sql) const {
    return text_rows(tree_.query(sql));
  }

  MachineTree tree_;
};

TEST_F(EtcTables, HostsAreLinesWithoutComments) {
  tree_.file("/etc/hosts",
             "# comment\n\n127.0.0.1\tlocalhost  ann-laptop # me\n"
             "  ::1 ip6-localhost\r\n10.0.0.1\n#10.0.0.2 x\n10.0.0.3 #y\n"
             "10.0.0.4 x#ann@example.com\n10.0.0.5#ann\n");
  EXPECT_THAT(rows("select * from etc_hosts"),
              ElementsAre("127.0.0.1|localhost ann-laptop", "::1|ip6-localhost",
                          "10.0.0.1|", "10.0.0.3|", "10.0.0.4|x", "10.0.0.5|"));
  EXPECT_THAT(rows("select typeof(hostnames) from etc_hosts"),
              ElementsAre("text", "text", "null", "null", "text", "null"));
}

TEST_F(EtcTables, CronJobsAreThoseOfTheSystemAndOfAccounts) {
  tree_.file("/etc/crontab",
             "SHELL=/bin/sh\n# m h dom mon dow user command\n"
             "17 *\t* * *\troot  cd / && run-parts  /etc/cron.hourly\n");
  tree_.file("/etc/cron.d/b", "@reboot root /opt/x --y\n");
  tree_.file("/etc/cron.d/a", "*/5 1-2 3 jan mon ann true");
  tree_.file("/etc/cron.d/.placeholder", "1 1 1 1 1 root hidden\n");
  tree_.file("/var/spool/cron/crontabs/ann", "0 0 * * * backup\nshort line\n");
  tree_.file("/var/spool/cron/bob", "0 0 * * * centos\n@daily\n");
  EXPECT_THAT(rows("select * from crontab"),
              ElementsAre("|17|*|*|*|*|root cd / && run-parts /etc/cron.hourly|"
                          "/etc/crontab",
                          "|*/5|1-2|3|jan|mon|ann true|/etc/cron.d/a",
                          "@reboot||||||root /opt/x --y|/etc/cron.d/b",
                          "|0|0|*|*|*|centos|/var/spool/cron/bob",
                          "|0|0|*|*|*|backup|/var/spool/cron/crontabs/ann"));
}

// As cron reads them: NAME = value, however long the value is.
TEST_F(EtcTables, CronJobsAreNoLinesThatSetAVariable) {
  tree_.file("/etc/crontab",
             "MAILTO=\"ann.smith@acme.com, bob@acme.com, c@x, d@x, e@x, f@x\"\n"
             "DB_PASSWORD = hunter2 a b c d e f\r\n"
             "\tPATH\t=\t/a b c d e f\n\"MY NAME\" = ann smith a b c d\n"
             "'MY NAME'='ann smith' a b c d\n   # ann a b c d e f\n"
             "1 2 3 4 5 ann X=1 /bin/x\r\n@reboot X=1 y\n");
  EXPECT_THAT(rows("select event, minute, command from crontab"),
              ElementsAre("|1|ann X=1 /bin/x", "@reboot||X=1 y"));
}

TEST_F(EtcTables, CronJobsOfAFolderThatCannotBeReadAreAbsent) {
  tree_.file("/etc/cron.d", "a file, not a folder");
  tree_.file("/etc/crontab", "1 1 1 1 1 root x");
  EXPECT_THAT(rows("select command from crontab"), ElementsAre("root x"));
}

TEST_F(EtcTables, OsVersionIsThatOfOsRelease) {
  tree_.file("/etc/os-release",
             "PRETTY_NAME=\"Debian GNU/Linux 12 (bookworm)\"\n"
             "NAME=\"Debian GNU/Linux\"\nVERSION_ID='12'\n"
             "VERSION=\"12 (bookworm)\"\nVERSION_CODENAME=bookworm\n"
             "ID=debian\nHOME_URL=\"https://www.debian.org/?a=b\"\n");
  EXPECT_THAT(
      rows("select name, version, major, minor, patch, build, platform, "
           "platform_like, codename from os_version"),
      ElementsAre("Debian GNU/Linux|12 (bookworm)|12|0|0||debian||"
                  "bookworm"));
  EXPECT_THAT(rows("select typeof(build), typeof(major), arch != '', "
                   "mount_namespace_id is null from os_version"),
              ElementsAre("null|integer|1|1"));
}

TEST_F(EtcTables, OsVersionHasThePartsOfTheVersion) {
  tree_.file("/etc/os-release",
             "ID=ubuntu\nID_LIKE=debian\nVERSION_ID=\"24.04.1\"\n"
             "UBUNTU_CODENAME=noble\nBUILD_ID=b1\n");
  EXPECT_THAT(rows("select name, major, minor, patch, build, platform, "
                   "platform_like, codename from os_version"),
              ElementsAre("Unknown|24|4|1|b1|ubuntu|debian|noble"));
}

TEST_F(EtcTables, OsVersionKnowsOlderRelativesOfRedHat) {
  tree_.file("/etc/redhat-release", "CentOS release 6.10 (Final)\n");
  EXPECT_THAT(rows("select name, version, major, minor, patch, platform, "
                   "platform_like from os_version"),
              ElementsAre("CentOS|CentOS release 6.10 (Final)|6|10|0|rhel|"
                          "rhel"));
  tree_.file("/etc/redhat-release", "Fedora release 40 (Forty)\n");
  tree_.file("/etc/os-release", "NAME=\"Fedora Linux\"\nVERSION_ID=40\n");
  EXPECT_THAT(rows("select name, version, major, platform from os_version"),
              ElementsAre("Fedora Linux|Fedora release 40 (Forty)|40|rhel"));
}

TEST_F(EtcTables, OsVersionKnowsGentoo) {
  tree_.file("/etc/gentoo-release", "Gentoo Base System release 2.15\n");
  EXPECT_THAT(rows("select name, major, minor, platform from os_version"),
              ElementsAre("Gentoo Base System|2|15|gentoo"));
}

TEST_F(EtcTables, UsersAreTheLinesOfPasswd) {
  tree_.file("/etc/passwd",
             "root:x:0:0:root:/root:/bin/bash\n"
             "nobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin\n"
             "high:x:4294967294:4294967294::/:\n"
             "#comment:x:1:1:::\nbroken:x:y:1:::\nshort:x:1\n+nis::::::\n");
  EXPECT_THAT(rows("select *, include_remote from users"),
              ElementsAre("0|0|0|0|root|root|/root|/bin/bash||0",
                          "65534|65534|65534|65534|nobody|nobody|/nonexistent|"
                          "/usr/sbin/nologin||0",
                          "4294967294|4294967294|-2|-2|high||/|||0"));
}

TEST_F(EtcTables, AreEmptyWhereTheirFilesAreMissing) {
  for (const auto* table : {"etc_hosts", "crontab", "users"}) {
    EXPECT_THAT(rows(std::string("select * from ") + table), IsEmpty());
  }
  EXPECT_THAT(rows("select name, platform, major from os_version"),
              ElementsAre("Unknown|posix|0"));
}

}  // namespace
}  // namespace flk
