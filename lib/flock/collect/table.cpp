// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/collect/table.hpp>

#include <algorithm>

#include <flock/base/error.hpp>
#include <flock/collect/result_builder.hpp>
#include <flock/collect/text_fields.hpp>

namespace flk {
namespace {

// `value` as a column of `type` can hold it.
Value fitted(const Value& value, ColumnType type, std::size_t max_bytes) {
  const auto* text = value.text();
  if (type != ColumnType::text) {
    return text == nullptr ? value : Value{integer(*text)};
  }
  if (text != nullptr) return bounded_text(*text, max_bytes);
  return value.number() == nullptr ? value
                                   : Value{std::to_string(*value.number())};
}

}  // namespace

void TableRows::add(std::initializer_list<Cell> cells) {
  const auto begin = values_.size();
  values_.resize(begin + table_.columns.size());
  std::size_t bytes = table_.columns.size() * sizeof(Value);
  for (const auto& [name, value] : cells) {
    const auto column = table_.index_of(name);
    auto& cell = values_[begin + column];
    cell = fitted(value, table_.columns[column].type,
                  budget_.options().max_value_bytes);
    if (cell.text() != nullptr) bytes += cell.text()->size();
  }
  ++count_;
  budget_.take(bytes);
}

const Value& TableRows::at(std::size_t row, std::size_t column) const {
  return values_[row * table_.columns.size() + column];
}

std::size_t Table::index_of(std::string_view column) const {
  const auto found =
      std::find_if(columns.begin(), columns.end(),
                   [&](const Column& c) { return c.name == column; });
  if (found == columns.end()) {
    throw Error(ErrorKind::defect,
                "table " + quoted(name) + " has no column " + quoted(column));
  }
  return static_cast<std::size_t>(found - columns.begin());
}

}  // namespace flk
