// SPDX-License-Identifier: GPL-3.0-or-later
// Vectors: tests/vectors/osquery_tables.jsonl, osquery's own specifications.

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include <flock/collect/table.hpp>
#include <flock/collect/text_fields.hpp>

#include "support/temp_dir.hpp"

namespace flk {
namespace {

const char* name_of(ColumnType type) {
  switch (type) {
    case ColumnType::text:
      return "TEXT";
    case ColumnType::integer:
      return "INTEGER";
    case ColumnType::bigint:
      return "BIGINT";
  }
  return "";
}

std::vector<std::string> columns_of(const Table& table) {
  std::vector<std::string> out;
  for (const auto& column : table.columns) {
    out.push_back(std::string(column.name) + ' ' + name_of(column.type) +
                  (column.hidden ? " hidden" : ""));
  }
  return out;
}

// Those that a table has on Linux.
std::vector<std::string> columns_of(const nlohmann::json& specification) {
  std::vector<std::string> out;
  for (const auto& column : specification["columns"]) {
    const auto only = column.value("only", "linux");
    if (only.find("linux") == std::string::npos) continue;
    out.push_back(column["name"].get<std::string>() + ' ' +
                  column["type"].get<std::string>() +
                  (column.value("hidden", false) ? " hidden" : ""));
  }
  return out;
}

TEST(BuiltInTables, HaveTheColumnsOfOsquerys) {
  const auto text =
      contents(std::string(FLOCK_VECTORS) + "/osquery_tables.jsonl");
  std::map<std::string, std::vector<std::string>> expected, actual;
  for (const auto line : lines(text)) {
    const auto entry = nlohmann::json::parse(line);
    if (entry.contains("table")) {
      expected[entry["table"].get<std::string>()] = columns_of(entry);
    }
  }
  for (const auto* table : built_in_tables()) {
    actual[std::string(table->name)] = columns_of(*table);
  }
  EXPECT_EQ(actual.size(), 17u);
  EXPECT_EQ(actual, expected);
}

TEST(BuiltInTables, AreNarrowedByColumnsOfNumbers) {
  for (const auto* table : built_in_tables()) {
    if (table->narrowed_by.empty()) continue;
    const auto column = table->index_of(table->narrowed_by);
    EXPECT_NE(table->columns[column].type, ColumnType::text) << table->name;
  }
}

}  // namespace
}  // namespace flk
