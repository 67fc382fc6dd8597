// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/collect/tables/tables.hpp>

namespace flk {
namespace {

constexpr const Table* kTables[] = {
    &kChromeExtensionsTable, &kCrontabTable,       &kDebPackagesTable,
    &kDiskEncryptionTable,   &kEtcHostsTable,      &kFirefoxAddonsTable,
    &kKernelInfoTable,       &kKernelModulesTable, &kListeningPortsTable,
    &kMountsTable,           &kOsVersionTable,     &kProcessOpenSocketsTable,
    &kProcessesTable,        &kSecurebootTable,    &kStartupItemsTable,
    &kSuidBinTable,          &kUsersTable,
};

}  // namespace

std::span<const Table* const> built_in_tables() { return kTables; }

}  // namespace flk
