// SPDX-License-Identifier: GPL-3.0-or-later
// kernel_info, kernel_modules and secureboot.

#include "support/machine_tree.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <string>
#include <vector>

namespace flk {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class Kernel : public testing::Test {
 protected:
  std::vector<std::string> rows(const std::string& sql) const {
    return text_rows(tree_.query(sql));
  }
  void efi_variable(const std::string& name, const std::string& bytes) const {
    tree_.file("/sys/firmware/efi/efivars/" + name +
                   "-8be4df61-93ca-11d2-aa0d-00e098032b8c",
               bytes);
  }

  MachineTree tree_;
};

TEST_F(Kernel, InfoIsHowItWasStarted) {
  tree_.file("/proc/version",
             "Linux version 6.1.0-28-amd64 (debian-kernel@lists.debian.org) "
             "(gcc-12) #1 SMP\n");
  tree_.file("/proc/cmdline",
             "BOOT_IMAGE=/vmlinuz-6.1 root=UUID=ab ro  quiet root2=x\n");
  EXPECT_THAT(rows("select * from kernel_info"),
              ElementsAre("6.1.0-28-amd64|ro quiet root2=x|/vmlinuz-6.1|"
                          "UUID=ab"));
}

TEST_F(Kernel, InfoIsNullWhereNothingIsKnown) {
  EXPECT_THAT(rows("select version is null and arguments is null and path is "
                   "null and device is null from kernel_info"),
              ElementsAre("1"));
}

TEST_F(Kernel, ModulesAreThoseThatAreLoaded) {
  tree_.file("/proc/modules",
             "xt_nat 16384 2 - Live 0x0000000000000000\n"
             "nf_nat 57344 2 xt_nat,nft_nat, Live 0xffffffffc09a5000 (OE)\n"
             "short line\n");
  EXPECT_THAT(rows("select * from kernel_modules"),
              ElementsAre("xt_nat|16384|-|Live|0x0000000000000000",
                          "nf_nat|57344|xt_nat,nft_nat|Live|"
                          "0xffffffffc09a5000"));
}

TEST_F(Kernel, SecureBootIsAVariableOfEfi) {
  efi_variable("SecureBoot", std::string("\x06\0\0\0\x01", 5));
  efi_variable("SetupMode", std::string("\x06\0\0\0\0", 5));
  EXPECT_THAT(rows("select * from secureboot"), ElementsAre("1|0"));
}

TEST_F(Kernel, SecureBootIsUnknownWhereTheVariableIsDamaged) {
  efi_variable("SecureBoot", std::string("\x06\0\0\0\x07", 5));
  efi_variable("SetupMode", "\x06");
  EXPECT_THAT(rows("select secure_boot, setup_mode is null from secureboot"),
              ElementsAre("-1|1"));
}

TEST_F(Kernel, SecureBootHasNoRowWithoutEfi) {
  EXPECT_THAT(rows("select * from secureboot"), IsEmpty());
}

}  // namespace
}  // namespace flk
