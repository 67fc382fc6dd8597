// SPDX-License-Identifier: GPL-3.0-or-later
// What kind of record one is, by its members at top level; the three forms of
// result records, flock-record(5).

#pragma once

#include <optional>
#include <string>

#include <flock/record/json.hpp>

namespace flk {

// The members of a record that say what it is.
struct RecordHead {
  explicit RecordHead(const JsonValue& object);

  // What is wrong with it as a result record; empty where nothing is.
  std::string fault() const;

  std::optional<JsonValue> name, host, type, flock;
  std::optional<JsonValue> columns, snapshot, batch;  // one of the three forms
  bool ingested = false;                              // it has been stored
};

}  // namespace flk
