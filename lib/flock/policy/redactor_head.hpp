// SPDX-License-Identifier: GPL-3.0-or-later
// What kind of record one is, by its members at top level; the three forms of
// result records, flock-record(5).

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <flock/policy/name_order.hpp>
#include <flock/record/json.hpp>

namespace flk {

// What a member at top level is for the redactor.
enum class MemberKind : std::uint8_t {
  unknown,  // does not pass
  passes,
  name,
  host,
  type,
  ingested,
  flock,
  columns,  // the three forms
  snapshot,
  batch,
};

// Tells them apart by their keys.
class MemberKinds {
 public:
  // `members` are those that pass beside the ones that always do; they must
  // outlive this.
  explicit MemberKinds(const std::vector<std::string>& members);

  struct Known {
    MemberKind kind = MemberKind::unknown;
    bool passes = false;  // of those that are no rows and not `flock`
  };
  // Of each member of `object`, in their order; until the next call.
  const std::vector<Known>& of(const JsonValue& object);

 private:
  void add(std::string_view name, MemberKind kind, bool passes);

  NameOrder names_;
  std::vector<Known> known_;  // by the index in names_
  std::vector<Known> found_;
  std::string buffer_;
};

// The members of a record that say what it is.
struct RecordHead {
  // `kinds` is of the members of `object`.
  RecordHead(const JsonValue& object,
             const std::vector<MemberKinds::Known>& kinds);

  // What is wrong with it as a result record; empty where nothing is.
  std::string fault() const;

  std::optional<JsonValue> name, host, type, flock;
  std::optional<JsonValue> columns, snapshot, batch;  // one of the three forms
  bool ingested = false;                              // it has been stored
};

}  // namespace flk
