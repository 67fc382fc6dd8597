// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/policy/redactor_head.hpp>

#include <flock/record/record.hpp>

namespace flk {
namespace {

bool is_rows(const JsonValue& value) {
  for (const auto element : value.elements()) {
    if (element.type() != JsonType::object) return false;
  }
  return value.type() == JsonType::array;
}

bool is_batch(const JsonValue& value) {
  for (const auto member : value.members()) {
    const bool rows =
        member.key.equals("added") || member.key.equals("removed");
    if (rows && !is_rows(member.value)) return false;
  }
  return value.type() == JsonType::object;
}

}  // namespace

RecordHead::RecordHead(const JsonValue& object) {
  for (const auto [key, value] : object.members()) {
    if (key.equals("name")) name = value;
    if (key.equals("hostIdentifier")) host = value;
    if (key.equals("type")) type = value;
    if (key.equals(kFlockMember)) flock = value;
    if (key.equals("columns")) columns = value;
    if (key.equals("snapshot")) snapshot = value;
    if (key.equals("diffResults")) batch = value;
    if (key.equals(kIngestedMember)) ingested = true;
  }
}

std::string RecordHead::fault() const {
  if (!name || !name->is_string()) {
    return "neither an agent record nor a result record: no name";
  }
  if (!columns && !snapshot && !batch) {
    return "a result record without columns, snapshot or diffResults";
  }
  if (host && !host->is_string()) {
    return "a result record whose hostIdentifier is no string";
  }
  if (columns && columns->type() != JsonType::object) {
    return "a result record whose columns is no object";
  }
  if (snapshot && !is_rows(*snapshot)) {
    return "a result record whose snapshot is no array of objects";
  }
  if (batch && !is_batch(*batch)) {
    return "a result record whose diffResults has no arrays of objects";
  }
  return {};
}

}  // namespace flk
