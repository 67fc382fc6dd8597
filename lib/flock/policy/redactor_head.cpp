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

MemberKinds::MemberKinds(const std::vector<std::string>& members) {
  add("name", MemberKind::name, false);
  add("hostIdentifier", MemberKind::host, true);
  add("type", MemberKind::type, false);
  add(kFlockMember, MemberKind::flock, true);
  add("columns", MemberKind::columns, true);
  add("snapshot", MemberKind::snapshot, true);
  add("diffResults", MemberKind::batch, true);
  add(kTimestampMember, MemberKind::passes, true);
  add(kUsernameMember, MemberKind::passes, true);
  add(kUserNameMember, MemberKind::passes, true);
  add(kIngestedMember, MemberKind::ingested, true);
  for (const auto& member : members) {
    const auto index = names_.find(member);
    if (index == NameOrder::kNone) {
      add(member, MemberKind::passes, true);
    } else {
      known_[index].passes = true;
    }
  }
}

void MemberKinds::add(std::string_view name, MemberKind kind, bool passes) {
  names_.add(name);
  known_.push_back({kind, passes});
}

const std::vector<MemberKinds::Known>& MemberKinds::of(
    const JsonValue& object) {
  found_.clear();
  for (const auto member : object.members()) {
    const auto index = names_.find(member.key.decoded(buffer_));
    found_.push_back(index == NameOrder::kNone ? Known{} : known_[index]);
  }
  return found_;
}

RecordHead::RecordHead(const JsonValue& object,
                       const std::vector<MemberKinds::Known>& kinds) {
  auto known = kinds.begin();
  for (const auto [key, value] : object.members()) {
    switch ((known++)->kind) {
      case MemberKind::name:
        name = value;
        break;
      case MemberKind::host:
        host = value;
        break;
      case MemberKind::type:
        type = value;
        break;
      case MemberKind::ingested:
        ingested = true;
        break;
      case MemberKind::flock:
        flock = value;
        break;
      case MemberKind::columns:
        columns = value;
        break;
      case MemberKind::snapshot:
        snapshot = value;
        break;
      case MemberKind::batch:
        batch = value;
        break;
      case MemberKind::unknown:
      case MemberKind::passes:
        break;
    }
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
