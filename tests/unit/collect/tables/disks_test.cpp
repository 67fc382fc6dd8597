// SPDX-License-Identifier: GPL-3.0-or-later
// mounts and disk_encryption.

#include <flock/policy/catalogue.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <string>
#include <vector>

#include "support/machine_tree.hpp"

namespace flk {
namespace {

using testing::ElementsAre;

class Disks : public testing::Test {
 protected:
  // A device where sysfs has it, and its link in /sys/class/block.
  void device(const std::string& path, const std::string& dm_uuid = {}) const {
    const auto name = path.substr(path.rfind('/') + 1);
    tree_.file("/sys/devices" + path + "/uevent", "");
    if (!dm_uuid.empty()) {
      tree_.file("/sys/devices" + path + "/dm/uuid", dm_uuid + "\n");
    }
    tree_.link("/sys/class/block/" + name, "../../devices" + path);
  }

  // `upper` lies on `lower`.
  void on(const std::string& upper, const std::string& lower) const {
    tree_.link("/sys/devices/virtual/block/" + upper + "/slaves/" +
                   lower.substr(lower.rfind('/') + 1),
               tree_.on_disk("/sys/devices" + lower));
  }

  std::vector<std::string> rows(const std::string& sql) const {
    return text_rows(tree_.query(sql));
  }

  MachineTree tree_;
};

TEST_F(Disks, AreEncryptedByDmCrypt) {
  device("/pci/block/nvme0n1");
  device("/pci/block/nvme0n1/nvme0n1p2");
  device("/virtual/block/dm-0",
         "CRYPT-LUKS2-0123456789abcdef0123456789abcdef-root_crypt");
  on("dm-0", "/pci/block/nvme0n1/nvme0n1p2");
  tree_.link("/dev/disk/by-uuid/1111-2222", "../../nvme0n1p2");
  tree_.file("/dev/nvme0n1p2", "");
  EXPECT_THAT(rows("select * from disk_encryption"),
              ElementsAre("/dev/dm-0||1|LUKS2|encrypted",
                          "/dev/nvme0n1||0||not encrypted",
                          "/dev/nvme0n1p2|1111-2222|0||not encrypted"));
}

TEST_F(Disks, AreEncryptedWhereAllBelowThemIs) {
  device("/pci/block/sda");
  device("/pci/block/sdb");
  device("/virtual/block/dm-0", "CRYPT-LUKS1-aa-one");
  device("/virtual/block/dm-1", "CRYPT-PLAIN-two");
  on("dm-0", "/pci/block/sda");
  on("dm-1", "/pci/block/sdb");
  device("/virtual/block/dm-2", "LVM-aaa");
  on("dm-2", "/virtual/block/dm-0");
  device("/virtual/block/dm-3", "LVM-bbb");
  on("dm-3", "/virtual/block/dm-0");
  on("dm-3", "/virtual/block/dm-1");
  device("/virtual/block/dm-4", "LVM-ccc");
  on("dm-4", "/virtual/block/dm-0");
  on("dm-4", "/pci/block/sdb");
  device("/virtual/block/md0");
  device("/virtual/block/md0/md0p1");
  on("md0", "/virtual/block/dm-2");
  EXPECT_THAT(
      rows("select name, encrypted, type from disk_encryption where "
           "name not like '/dev/sd%'"),
      ElementsAre("/dev/dm-0|1|LUKS1", "/dev/dm-1|1|PLAIN", "/dev/dm-2|1|LUKS1",
                  "/dev/dm-3|1|LUKS1", "/dev/dm-4|0|", "/dev/md0|1|LUKS1",
                  "/dev/md0p1|1|LUKS1"));
}

TEST_F(Disks, AreNotEncryptedByIntegrityAlone) {
  device("/virtual/block/dm-0", "CRYPT-VERITY-aa-usr");
  device("/virtual/block/dm-1", "CRYPT-INTEGRITY-bb");
  device("/virtual/block/loop0");
  EXPECT_THAT(rows("select name, encryption_status from disk_encryption"),
              ElementsAre("/dev/dm-0|not encrypted", "/dev/dm-1|not encrypted",
                          "/dev/loop0|not encrypted"));
}

TEST_F(Disks, ThatLieOnThemselvesEnd) {
  device("/virtual/block/dm-0");
  device("/virtual/block/dm-1");
  on("dm-0", "/virtual/block/dm-1");
  on("dm-1", "/virtual/block/dm-0");
  EXPECT_THAT(rows("select name, encrypted from disk_encryption"),
              ElementsAre("/dev/dm-0|0", "/dev/dm-1|0"));
}

TEST_F(Disks, MountsAreThoseOfTheKernel) {
  tree_.folder("/mnt/a b");
  tree_.file("/dev/dm-0", "");
  tree_.link("/dev/mapper/root", "../dm-0");
  tree_.file("/proc/mounts",
             "/dev/mapper/root / ext4 rw,relatime 0 0\n"
             "proc /proc proc rw 0 0\n"
             "tmpfs /mnt/a\\040b tmpfs rw,size=1k 0 0\n"
             "srv:/x /nfs nfs4 rw 0 0\n"
             "broken line\n");
  tree_.folder("/nfs");
  EXPECT_THAT(
      rows("select device, device_alias, path, type, flags from mounts"),
      ElementsAre("/dev/mapper/root|/dev/dm-0|/|ext4|rw,relatime",
                  "proc|proc|/proc|proc|rw",
                  "tmpfs|tmpfs|/mnt/a b|tmpfs|rw,size=1k",
                  "srv:/x|srv:/x|/nfs|nfs4|rw"));
}

TEST_F(Disks, MountsHaveSizesWhereNoServerIsAsked) {
  tree_.folder("/nfs");
  tree_.folder("/sshfs");
  tree_.file("/proc/mounts",
             "x / ext4 rw 0 0\nx /gone ext4 rw 0 0\nx /nfs nfs rw 0 0\n"
             "x /sshfs fuse.sshfs rw 0 0\n");
  EXPECT_THAT(
      rows("select path, blocks_size > 0, blocks > 0, blocks >= "
           "blocks_free from mounts"),
      ElementsAre("/|1|1|1", "/gone|0|0|1", "/nfs|0|0|1", "/sshfs|0|0|1"));
}

TEST_F(Disks, TellWhetherTheRootIsEncrypted) {
  device("/pci/block/sda");
  device("/virtual/block/dm-0", "CRYPT-LUKS2-aa-root");
  on("dm-0", "/pci/block/sda");
  tree_.file("/dev/dm-0", "");
  tree_.link("/dev/mapper/root", "../dm-0");
  tree_.file("/proc/mounts", "/dev/mapper/root / ext4 rw 0 0\n");
  const auto catalogue = Catalogue::built_in();
  EXPECT_THAT(rows(catalogue.find("disk_encryption")->sql),
              ElementsAre("/dev/dm-0||1|LUKS2|encrypted"));
}

}  // namespace
}  // namespace flk
