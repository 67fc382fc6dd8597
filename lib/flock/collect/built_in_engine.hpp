// SPDX-License-Identifier: GPL-3.0-or-later
// The engine where osquery is not installed: an empty SQLite database in
// memory with the tables of table.hpp. The SQL is not trusted: it can select
// from these tables and do nothing else, within the bounds of EngineOptions.

#pragma once

#include <flock/collect/engine.hpp>
#include <flock/collect/table_context.hpp>

namespace flk {

class BuiltInEngine : public QueryEngine {
 public:
  explicit BuiltInEngine(const EngineOptions& options = {},
                         Machine machine = Machine::here())
      : options_(options), machine_(std::move(machine)) {}

  const std::string& name() const override;
  QueryResult query(const std::string& sql) override;

 private:
  EngineOptions options_;
  Machine machine_;
};

}  // namespace flk
