// SPDX-License-Identifier: GPL-3.0-or-later
// What one query of the built-in engine may still use.

#pragma once

#include <chrono>
#include <cstddef>
#include <string>

#include <flock/collect/engine.hpp>

namespace flk {

// Ends a query from within a table; becomes QueryResult::failure.
struct QueryStopped {
  std::string reason;
};

class QueryBudget {
 public:
  // The time runs from here. `options` must outlive this.
  explicit QueryBudget(const EngineOptions& options);

  const EngineOptions& options() const { return options_; }

  // Why the query has to end; empty while it may go on.
  std::string exceeded() const;
  // The reason of one that needs more than max_work_bytes.
  std::string out_of_memory() const;

  // Throws QueryStopped when the query has to end.
  void check() const;

  // Notes that a table holds `bytes` more; throws as check() does.
  void take(std::size_t bytes);

 private:
  const EngineOptions& options_;
  std::chrono::steady_clock::time_point deadline_;
  std::size_t table_bytes_ = 0;
};

}  // namespace flk
