// SPDX-License-Identifier: GPL-3.0-or-later
// processes, process_open_sockets and listening_ports on a /proc of our own.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <string>
#include <unistd.h>
#include <vector>

#include <flock/policy/catalogue.hpp>

#include "support/machine_tree.hpp"

namespace flk {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

constexpr const char* kHeading =
    "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when "
    "retrnsmt   uid  timeout inode\n";

class Processes : public testing::Test {
 protected:
  Processes() {
    tree_.file("/proc/stat", "cpu 1 2 3\nbtime 1700000000\nprocesses 5\n");
  }

  static std::string folder(int pid) { return "/proc/" + std::to_string(pid); }

  void process(int pid, const std::string& name, int parent = 1) const {
    const auto second = ::sysconf(_SC_CLK_TCK);
    std::string stat = std::to_string(pid) + " (" + name + ") S " +
                       std::to_string(parent) + " 10 11 0 -1 0 0 0 0 0 " +
                       std::to_string(2 * second) + " " +
                       std::to_string(3 * second) + " 0 0 20 -5 4 0 " +
                       std::to_string(60 * second) + " 100 200\n";
    tree_.file(folder(pid) + "/stat", stat);
    tree_.file(folder(pid) + "/status",
               "Name:\t" + name +
                   "\nState:\tS (sleeping)\nUid:\t1000\t1001\t1002\t1003\n"
                   "Gid:\t100\t101\t102\t103\nVmSize:\t    2048 kB\n"
                   "VmRSS:\t    1024 kB\n");
    tree_.link(folder(pid) + "/ns/net", "net:[4026531840]");
  }

  void socket(int pid, int fd, int inode) const {
    tree_.link(folder(pid) + "/fd/" + std::to_string(fd),
               "socket:[" + std::to_string(inode) + "]");
  }

  std::vector<std::string> rows(const std::string& sql) const {
    return text_rows(tree_.query(sql));
  }

  MachineTree tree_;
};

TEST_F(Processes, AreTheNumbersInProc) {
  process(42, "bash", 7);
  tree_.file("/proc/self/stat", "");
  tree_.file(folder(42) + "/cmdline", std::string("bash\0-c\0a b\0", 12));
  tree_.file(folder(42) + "/cgroup", "0::/user.slice/a:b\n1:cpu:/x\n");
  tree_.file(folder(42) + "/io",
             "rchar: 9\nread_bytes: 4096\nwrite_bytes: 100\n"
             "cancelled_write_bytes: 40\n");
  tree_.file("/usr/bin/bash", "");
  tree_.link(folder(42) + "/exe", "/usr/bin/bash");
  tree_.link(folder(42) + "/cwd", "/home/ann");
  tree_.link(folder(42) + "/root", "/");
  EXPECT_THAT(rows("select * from processes"),
              ElementsAre("42|bash|/usr/bin/bash|bash -c a b|S|/home/ann|/|"
                          "1000|100|1001|101|1002|102|1|0|1048576|2097152|"
                          "2000|3000|4096|60|1700000060|7|10|4|-5|"
                          "/user.slice/a:b"));
}

TEST_F(Processes, HaveWhatMayBeSeenOfThem) {
  process(42, "kthread");
  tree_.file(folder(42) + "/status", "Name:\tkthread\nUid:\t0\t0\t0\t0\n");
  tree_.file("/proc/stat", "");
  EXPECT_THAT(rows("select name, path, on_disk, uid, gid is null, "
                   "resident_size is null, disk_bytes_read is null, start_time "
                   "from processes"),
              ElementsAre("kthread||-1|0|1|1|1|-1"));
}

TEST_F(Processes, ThatEndWhileTheyAreReadAreAbsent) {
  process(42, "gone");
  std::filesystem::remove(tree_.on_disk("/proc/42/status"));
  process(43, "short");
  tree_.file("/proc/43/stat", "43 (short) S 1");
  tree_.folder("/proc/44");
  EXPECT_THAT(rows("select pid from processes"), IsEmpty());
}

TEST_F(Processes, CanHaveAnyName) {
  process(42, "a) R 9 9 (b c");
  EXPECT_THAT(rows("select name, parent, state from processes"),
              ElementsAre("a) R 9 9 (b c|1|S"));
}

TEST_F(Processes, KnowWhetherTheirProgramIsStillThere) {
  process(1, "there");
  tree_.file("/bin/there", "");
  tree_.link("/proc/1/exe", "/bin/there");
  process(2, "gone");
  tree_.link("/proc/2/exe", "/bin/gone");
  process(3, "deleted");
  tree_.link("/proc/3/exe", "/bin/x (deleted)");
  process(4, "replaced");
  tree_.file("/bin/y (deleted)", "another");
  tree_.link("/proc/4/exe", "/bin/y (deleted)");
  EXPECT_THAT(rows("select name, path, on_disk from processes"),
              ElementsAre("there|/bin/there|1", "gone|/bin/gone|0",
                          "deleted|/bin/x|0", "replaced|/bin/y|0"));
}

TEST_F(Processes, CanRunAFileThatIsCalledDeleted) {
  process(1, "odd");
  tree_.file("/bin/z (deleted)", "itself");
  // The kernel's link leads to the file itself; here by the tree's own path.
  tree_.link("/proc/1/exe", tree_.on_disk("/bin/z (deleted)"));
  tree_.file(tree_.on_disk("/bin/z (deleted)"), "");
  std::filesystem::remove(tree_.on_disk(tree_.on_disk("/bin/z (deleted)")));
  std::filesystem::create_hard_link(
      tree_.on_disk("/bin/z (deleted)"),
      tree_.on_disk(tree_.on_disk("/bin/z (deleted)")));
  EXPECT_THAT(rows("select path, on_disk from processes"),
              ElementsAre(tree_.on_disk("/bin/z (deleted)") + "|1"));
}

TEST_F(Processes, HaveOpenSockets) {
  process(10, "server");
  process(11, "client");
  socket(10, 3, 500);
  socket(11, 4, 501);
  socket(11, 5, 502);
  tree_.link("/proc/11/fd/0", "/dev/null");
  tree_.file("/proc/10/net/tcp",
             std::string(kHeading) +
                 "   0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 "
                 "00:00000000 00000000     0        0 500 1 0 100 0 0 10 0\n"
                 "   1: 0A00000A:C350 08080808:01BB 01 00000000:00000000 "
                 "00:00000000 00000000  1000        0 501 1 0 20 4 30 10 -1\n"
                 "   2: broken\n");
  tree_.file("/proc/10/net/udp6",
             std::string(kHeading) +
                 "  9: 000080FE00000000FF005450B6AD1DFE:0222 "
                 "00000000000000000000000000000000:0000 07 00000000:00000000 "
                 "00:00000000 00000000     0        0 502 2 0 0\n");
  tree_.file("/proc/10/net/raw",
             std::string(kHeading) +
                 " 1: 00000000:0001 00000000:0000 07 00000000:00000000 "
                 "00:00000000 00000000     0        0 503 2 0 0\n");
  EXPECT_THAT(
      rows("select * from process_open_sockets"),
      UnorderedElementsAre(
          "10|3|500|2|6|127.0.0.1|0.0.0.0|8080|0||LISTEN|4026531840",
          "11|4|501|2|6|10.0.0.10|8.8.8.8|50000|443||ESTABLISHED|4026531840",
          "11|5|502|10|17|fe80::5054:ff:fe1d:adb6|::|546|0|||4026531840",
          "-1|-1|503|2|255|0.0.0.0|0.0.0.0|1|0|||4026531840"));
}

TEST_F(Processes, HaveUnixAndPacketSockets) {
  process(10, "server");
  socket(10, 3, 600);
  tree_.file("/proc/10/net/unix",
             "Num       RefCount Protocol Flags    Type St Inode Path\n"
             "0000000000000000: 00000002 00000000 00010000 0001 01 600 "
             "/run/my socket\n"
             "0000000000000000: 00000003 00000000 00000000 0001 03 601\n"
             "0000000000000000: 00000003 00000000 00000000 0001 03 602 "
             "@abstract\n");
  tree_.file("/proc/10/net/packet",
             "sk               RefCnt Type Proto  Iface R Rmem   User   Inode\n"
             "0000000000000000 3      3    0003   2     1 0      0      603\n");
  EXPECT_THAT(
      rows("select pid, socket, family, protocol, path, state from "
           "process_open_sockets"),
      UnorderedElementsAre("10|600|1|0|/run/my socket|", "-1|601|1|0||",
                           "-1|602|1|0|@abstract|", "-1|603|17|3||NONE"));
}

TEST_F(Processes, ThatShareASocketHaveARowEach) {
  process(10, "nc");
  process(11, "sh");
  socket(10, 3, 500);
  for (const int fd : {0, 1, 2}) socket(11, fd, 500);
  tree_.file("/proc/10/net/tcp",
             std::string(kHeading) +
                 " 0: 0A00000A:C350 08080808:01BB 01 0:0 00:0 0 0 0 500 1\n");
  EXPECT_THAT(rows("select pid, fd from process_open_sockets"),
              ElementsAre("10|3", "11|0"));
}

TEST_F(Processes, OfSeveralNetworksAreReadOncePerNetwork) {
  process(10, "a");
  process(11, "b");
  process(12, "c");
  std::filesystem::remove(tree_.on_disk("/proc/12/ns/net"));
  tree_.link("/proc/12/ns/net", "net:[99]");
  for (const auto* pid : {"10", "11", "12"}) {
    tree_.file(std::string("/proc/") + pid + "/net/tcp",
               std::string(kHeading) +
                   " 0: 00000000:0016 00000000:0000 0A 0:0 00:0 0 0 0 5 1\n");
  }
  EXPECT_THAT(rows("select net_namespace, local_port from "
                   "process_open_sockets"),
              ElementsAre("4026531840|22", "99|22"));
}

TEST_F(Processes, ListenOnPortsAndPaths) {
  process(10, "server");
  socket(10, 3, 500);
  socket(10, 4, 600);
  tree_.file("/proc/10/net/tcp",
             std::string(kHeading) +
                 " 0: 00000000:0016 00000000:0000 0A 0:0 00:0 0 0 0 500 1\n"
                 " 1: 0100007F:0016 0100007F:C350 01 0:0 00:0 0 0 0 501 1\n");
  tree_.file("/proc/10/net/unix",
             "Num RefCount Protocol Flags Type St Inode Path\n"
             "0: 2 0 10000 1 1 600 /run/x\n0: 2 0 10000 1 1 601\n");
  EXPECT_THAT(rows("select * from listening_ports"),
              ElementsAre("10|22|6|2|0.0.0.0|3|500||4026531840",
                          "10|0|0|1||4|0|/run/x|4026531840"));
}

TEST_F(Processes, WithReverseShellsAreFound) {
  process(20, "bash", 19);
  process(19, "python3");
  process(21, "bash", 1);
  tree_.file("/proc/19/cmdline", std::string("python3\0evil.py\0", 16));
  for (const int fd : {0, 1, 2}) socket(20, fd, 700);
  socket(21, 3, 701);
  tree_.file("/proc/19/net/tcp",
             std::string(kHeading) +
                 " 0: 0A00000A:C350 01020304:115C 01 0:0 00:0 0 0 0 700 1\n"
                 " 1: 0100007F:C351 0100007F:115C 01 0:0 00:0 0 0 0 701 1\n");
  const auto catalogue = Catalogue::built_in();
  const auto result = tree_.query(catalogue.find("reverse_shell")->sql);
  EXPECT_THAT(result.columns,
              ElementsAre("pid", "parent", "name", "path", "cmdline", "cwd",
                          "root", "uid", "gid", "start_time", "remote_address",
                          "remote_port", "parent_cmdline"));
  EXPECT_THAT(text_rows(result),
              ElementsAre("20|19|bash|||||1000|100|1700000060|4.3.2.1|4444|"
                          "python3 evil.py"));
}

TEST_F(Processes, ThatListenAreNamed) {
  process(10, "sshd");
  socket(10, 3, 500);
  tree_.file("/proc/10/net/tcp",
             std::string(kHeading) +
                 " 0: 00000000:0016 00000000:0000 0A 0:0 00:0 0 0 0 500 1\n"
                 " 1: 00000000:0019 00000000:0000 0A 0:0 00:0 0 0 0 501 1\n");
  const auto catalogue = Catalogue::built_in();
  EXPECT_THAT(rows(catalogue.find("listening_ports")->sql),
              ElementsAre("22|6|2|0.0.0.0|sshd|", "25|6|2|0.0.0.0||"));
}

}  // namespace
}  // namespace flk
