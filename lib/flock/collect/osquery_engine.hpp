// SPDX-License-Identifier: GPL-3.0-or-later
// The engine where osquery is installed: osqueryi, once for each query.

#pragma once

#include <flock/collect/engine.hpp>

namespace flk {

class OsqueryEngine : public QueryEngine {
 public:
  // `osqueryi` is the program's absolute path.
  explicit OsqueryEngine(std::string osqueryi,
                         const EngineOptions& options = {})
      : osqueryi_(std::move(osqueryi)), options_(options) {}

  const std::string& name() const override;
  QueryResult query(const std::string& sql) override;

 private:
  std::string osqueryi_;
  EngineOptions options_;
};

}  // namespace flk
