// SPDX-License-Identifier: GPL-3.0-or-later
// machine-id(5).

#include <flock/base/file.hpp>
#include <flock/ledger/machine_id.hpp>

namespace flk {

std::optional<std::string> read_machine_id() {
  constexpr std::size_t kMaxBytes = 4096;
  auto id = read_file_if_exists("/etc/machine-id", kMaxBytes);
  if (!id) return std::nullopt;
  id->erase(id->find_last_not_of(" \n") + 1);
  if (id->empty() || *id == "uninitialized") return std::nullopt;
  return id;
}

}  // namespace flk
