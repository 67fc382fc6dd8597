// SPDX-License-Identifier: GPL-3.0-or-later
// Builds a QueryResult within the bounds of its EngineOptions.

#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <flock/collect/engine.hpp>

namespace flk {

// `bytes` as UTF-8 in at most `max_bytes` (at least 64), which a mark at the
// end is part of where it had to be cut.
std::string bounded_text(std::string_view bytes, std::size_t max_bytes);

class ResultBuilder {
 public:
  // `options` must outlive this.
  explicit ResultBuilder(const EngineOptions& options) : options_(options) {}

  // The names, before the first row. Of equal ones the last one's values count.
  void set_columns(const std::vector<std::string>& names);

  // The next row's values, in the order of set_columns(). False when the
  // result is over its bounds: finish() then is a failure.
  bool add_row(const std::vector<std::string_view>& values);

  QueryResult finish() { return std::move(result_); }

 private:
  bool fail(std::string reason);

  const EngineOptions& options_;
  QueryResult result_;
  std::vector<std::size_t> places_;  // of the columns in result_.columns
  std::size_t bytes_ = 0;
};

}  // namespace flk
