// SPDX-License-Identifier: GPL-3.0-or-later
// What the gateway looks at in a record, found in one pass over its members
// rather than one for each.

#pragma once

#include <optional>

#include <flock/record/record.hpp>

namespace flk {

// Views, valid as long as the record.
struct Glance {
  explicit Glance(const Record& record);

  std::optional<JsonValue> host_identifier;
  std::optional<JsonValue> type;
  std::optional<JsonValue> name;
  std::optional<JsonValue> columns;
  std::optional<JsonValue> unix_time;
  std::optional<JsonValue> timestamp;
  // Whether the gateway's members can be put behind those that are there: there
  // are some, and none of them is one of the gateway's.
  bool takes_members = false;
};

bool is_agent_record(const Glance& glance);

}  // namespace flk
