// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/policy/redactor_open.hpp>

#include <flock/base/error.hpp>
#include <flock/record/object_writer.hpp>

namespace flk {

std::optional<std::string> RecordOpener::open(const Record& record) {
  const auto host = record.text("hostIdentifier");
  const auto name = record.text("name");
  const ValuePlace place{host, name, {}};
  const auto before = opened_;
  ObjectEdit edit;
  const auto with = [&](std::string_view key, auto&& open_member) {
    const auto member = record.find(key);
    if (!member) return true;
    std::string out;
    if (!open_member(*member, out)) return false;
    edit.set(key, std::move(out));
    return true;
  };
  const bool understood =
      with("columns",
           [&](const JsonValue& row, std::string& out) {
             return open_row(row, place, out);
           }) &&
      with("snapshot",
           [&](const JsonValue& rows, std::string& out) {
             return open_rows(rows, place, out);
           }) &&
      with("diffResults", [&](const JsonValue& batch, std::string& out) {
        return open_batch(batch, place, out);
      });
  if (!understood) return std::nullopt;
  if (opened_ == before) return std::string(record.bytes());
  const auto flock = record.find(kFlockMember);
  if (flock && flock->type() == JsonType::object) {
    std::string marks;
    ObjectEdit{}
        .remove("stream")
        .remove("seq")
        .remove("prev")
        .remove("sig")
        .append_to(marks, *flock);
    edit.set(kFlockMember, std::move(marks));
  }
  return edited_line(record.object(), edit);
}

bool RecordOpener::open_batch(const JsonValue& batch, ValuePlace place,
                              std::string& out) {
  if (batch.type() != JsonType::object) {
    out += batch.raw();
    return true;
  }
  ObjectWriter writer{out, batch};
  for (const auto member : batch.members()) {
    writer.begin_value(member);
    if (!open_rows(member.value, place, out)) return false;
  }
  writer.finish();
  return true;
}

bool RecordOpener::open_rows(const JsonValue& rows, ValuePlace place,
                             std::string& out) {
  if (rows.type() != JsonType::array) {
    out += rows.raw();
    return true;
  }
  out += '[';
  bool any = false;
  for (const auto row : rows.elements()) {
    if (any) out += ',';
    any = true;
    if (!open_row(row, place, out)) return false;
  }
  out += ']';
  return true;
}

bool RecordOpener::open_row(const JsonValue& row, ValuePlace place,
                            std::string& out) {
  if (row.type() != JsonType::object) {
    out += row.raw();
    return true;
  }
  ObjectWriter writer{out, row};
  for (const auto member : row.members()) {
    const auto column = member.key.decoded();
    place.column = column;
    writer.begin_value(member);
    if (!open_value(member.value, place, out)) return false;
  }
  writer.finish();
  return true;
}

bool RecordOpener::open_value(const JsonValue& value, const ValuePlace& place,
                              std::string& out) {
  const auto text = value.decoded();
  std::string opened;
  switch (opener_.open(text, place, opened)) {
    case OpenOutcome::opened:
      ++opened_;
      out += opened;
      return true;
    case OpenOutcome::not_ours:
      if (text.starts_with(kSealedPrefix)) ++others_;
      out += value.raw();
      return true;
    case OpenOutcome::elsewhere:
      reason_ = "the value sealed in column " + quoted(place.column) +
                " was sealed for another hostIdentifier, twig or column";
      return false;
    case OpenOutcome::damaged:
      break;
  }
  reason_ = "the value sealed in column " + quoted(place.column) +
            " is damaged: it does not open";
  return false;
}

}  // namespace flk
