// SPDX-License-Identifier: GPL-3.0-or-later
// secureboot: EFI's variables SecureBoot and SetupMode (UEFI specification,
// section 3.3) by way of efivarfs. No row where the machine has no EFI.

#include <string>

#include <flock/collect/table_context.hpp>
#include <flock/collect/tables/tables.hpp>

namespace flk {
namespace {

// Four bytes of attributes come before the value, which is one byte.
Value flag(const TableContext& context, const std::string& name) {
  const auto bytes = context.read("/sys/firmware/efi/efivars/" + name +
                                      "-8be4df61-93ca-11d2-aa0d-00e098032b8c",
                                  5);
  if (!bytes || bytes->size() != 5) return {};
  const auto value = static_cast<unsigned char>(bytes->back());
  return value > 1 ? -1 : value;
}

void generate(const TableContext& context, TableRows& rows) {
  if (!context.is_directory("/sys/firmware/efi")) return;
  rows.add({{"secure_boot", flag(context, "SecureBoot")},
            {"setup_mode", flag(context, "SetupMode")}});
}

}  // namespace

const Table kSecurebootTable{
    "secureboot",
    {{"secure_boot", kInteger}, {"setup_mode", kInteger}},
    {},
    generate};

}  // namespace flk
