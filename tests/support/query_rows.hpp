// SPDX-License-Identifier: GPL-3.0-or-later
// The rows of a query as text, for a test to compare.

#pragma once

#include <string>
#include <vector>

#include <flock/collect/engine.hpp>

namespace flk {

// The values of each row, joined by '|'; the reason where there are none.
inline std::vector<std::string> text_rows(const QueryResult& result) {
  if (!result.ok()) return {"failure: " + result.failure};
  std::vector<std::string> out;
  for (const auto& row : result.rows) {
    std::string text;
    for (const auto& value : row) {
      if (&value != &row.front()) text += '|';
      text += value;
    }
    out.push_back(std::move(text));
  }
  return out;
}

}  // namespace flk
