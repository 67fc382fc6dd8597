// SPDX-License-Identifier: GPL-3.0-or-later
// A table of the built-in engine: its columns, as osquery's schema has them,
// and the function that makes its rows.

#pragma once

#include <concepts>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include <flock/collect/query_budget.hpp>

namespace flk {

class TableContext;

enum class ColumnType { text, integer, bigint };

struct Column {
  std::string_view name;
  ColumnType type = ColumnType::text;
  bool hidden = false;  // not among the columns of `select *`
};

// For the columns' declarations.
inline constexpr auto kText = ColumnType::text;
inline constexpr auto kInteger = ColumnType::integer;
inline constexpr auto kBigint = ColumnType::bigint;
inline constexpr bool kHidden = true;

// A cell: NULL, a number or text.
class Value {
 public:
  Value() = default;
  Value(const char* text) : value_(std::string(text)) {}
  Value(std::string_view text) : value_(std::string(text)) {}
  Value(std::string text) : value_(std::move(text)) {}
  template <std::integral T>
  Value(T number) : value_(static_cast<std::int64_t>(number)) {}
  template <typename T>
  Value(std::optional<T> value) {
    if (value) *this = Value{std::move(*value)};
  }

  // nullptr where it is of another kind.
  const std::int64_t* number() const {
    return std::get_if<std::int64_t>(&value_);
  }
  const std::string* text() const { return std::get_if<std::string>(&value_); }

 private:
  std::variant<std::monostate, std::int64_t, std::string> value_;
};

struct Table;

// The rows of one table, within the query's budget.
class TableRows {
 public:
  using Cell = std::pair<std::string_view, Value>;

  // Both must outlive this.
  TableRows(const Table& table, QueryBudget& budget)
      : table_(table), budget_(budget) {}

  // One row; columns that are not named are NULL, as is text that is no number
  // in a column of numbers. Over-long text is cut. Throws QueryStopped when
  // the budget is used up.
  void add(std::initializer_list<Cell> cells);

  std::size_t size() const { return count_; }
  const Value& at(std::size_t row, std::size_t column) const;

 private:
  const Table& table_;
  QueryBudget& budget_;
  std::vector<Value> values_;  // row by row
  std::size_t count_ = 0;
};

struct Table {
  std::string_view name;
  std::vector<Column> columns;
  // The column of numbers whose `=` generate() is told of
  // (TableContext::wanted()), since without one it gives other rows. Or empty.
  std::string_view narrowed_by;
  // Throws nothing but QueryStopped: what cannot be read is absent.
  void (*generate)(const TableContext& context, TableRows& rows);

  // The place of a column; throws Error (defect) where there is none.
  std::size_t index_of(std::string_view column) const;
};

// The tables for this system, in the order of their names.
std::span<const Table* const> built_in_tables();

}  // namespace flk
