// SPDX-License-Identifier: GPL-3.0-or-later
// --order chain: one stream after the other, each by its numbers, what belongs
// to none behind them in the order it came. Sorted on disk, in constant memory.

#pragma once

#include <cstdint>
#include <functional>
#include <string_view>

#include <flock/record/record.hpp>
#include <flock/store/sqlite.hpp>

namespace flk {

class ChainOrder {
 public:
  ChainOrder();

  // `line` is a record's.
  void add(std::string_view line);
  // All lines in order. Once, after the last add().
  void each(const std::function<void(std::string_view)>& visit);

 private:
  SqliteDatabase database_;
  SqliteStatement insert_;
  RecordParser parser_;
};

}  // namespace flk
