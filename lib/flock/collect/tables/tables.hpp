// SPDX-License-Identifier: GPL-3.0-or-later
// The built-in tables, each in the file of its name or of its family. Names,
// columns and types are those of osquery's schema for Linux; tests hold them to
// tests/vectors/osquery_tables.jsonl.

#pragma once

#include <flock/collect/table.hpp>

namespace flk {

extern const Table kChromeExtensionsTable;
extern const Table kCrontabTable;
extern const Table kDebPackagesTable;
extern const Table kDiskEncryptionTable;
extern const Table kEtcHostsTable;
extern const Table kFirefoxAddonsTable;
extern const Table kKernelInfoTable;
extern const Table kKernelModulesTable;
extern const Table kListeningPortsTable;
extern const Table kMountsTable;
extern const Table kOsVersionTable;
extern const Table kProcessOpenSocketsTable;
extern const Table kProcessesTable;
extern const Table kSecurebootTable;
extern const Table kStartupItemsTable;
extern const Table kSuidBinTable;
extern const Table kUsersTable;

}  // namespace flk
