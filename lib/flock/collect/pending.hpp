// SPDX-License-Identifier: GPL-3.0-or-later
// The rows of the last run that the ledger may not have yet: pending.jsonl,
// flock-ledger(5). One run at a time; its last line is the flock_run.

#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include <flock/record/record.hpp>

namespace flk {

class Pending {
 public:
  // nullopt where there is none. Throws Error (config) where it cannot be
  // understood.
  static std::optional<Pending> load(const std::string& path);

  // Replaces what is at `path`; durable when it returns.
  static void save(const std::string& path,
                   const std::vector<std::string>& lines);

  // The ledger whose cursors it carries.
  const std::string& ledger() const { return ledger_; }
  // Whom its rows are for.
  const std::string& host_identifier() const { return host_identifier_; }
  // Of its last line.
  std::uint64_t last_position() const { return last_position_; }

  // In order; `position` is the line's.
  void for_each(const std::function<void(std::uint64_t position,
                                         const Record&)>& visit) const;

 private:
  std::string path_;
  std::string ledger_;
  std::string host_identifier_;
  std::uint64_t last_position_ = 0;
};

}  // namespace flk
