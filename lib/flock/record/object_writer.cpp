// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/record/object_writer.hpp>

#include <algorithm>

#include <flock/base/json_text.hpp>
#include <flock/record/record.hpp>

namespace flk {

namespace {

bool is_space(char c) {
  return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

}  // namespace

ObjectWriter::ObjectWriter(std::string& out, const JsonValue& object)
    : out_(out), object_(object) {
  out_ += '{';
}

std::size_t ObjectWriter::gap_before(std::size_t begin) const {
  const char* text = object_.text().data();
  auto gap = begin - 1;
  while (text[gap] != ',') --gap;
  while (is_space(text[gap - 1])) --gap;
  return gap;
}

void ObjectWriter::write_kept() {
  out_.append(object_.text().data() + kept_begin_, kept_end_ - kept_begin_);
  kept_begin_ = kept_end_ = 0;
}

void ObjectWriter::separate(const JsonMember& member) {
  write_kept();
  const std::size_t begin = member.key.node().begin;
  if (any_) {
    const auto gap = gap_before(begin);
    out_.append(object_.text().data() + gap, begin - gap);
  }
  any_ = true;
}

void ObjectWriter::keep(const JsonMember& member) {
  const std::size_t begin = member.key.node().begin;
  const auto gap = any_ ? gap_before(begin) : begin;
  if (kept_end_ != gap) {
    write_kept();
    kept_begin_ = gap;
  }
  kept_end_ = member.value.node().end;
  any_ = true;
}

void ObjectWriter::begin_value(const JsonMember& member) {
  separate(member);
  const std::size_t begin = member.key.node().begin;
  out_.append(object_.text().data() + begin, member.value.node().begin - begin);
}

void ObjectWriter::replace(const JsonMember& member, std::string_view raw) {
  begin_value(member);
  out_ += raw;
}

void ObjectWriter::append(std::string_view key, std::string_view raw) {
  write_kept();
  if (any_) out_ += ',';
  any_ = true;
  append_json_string(out_, key);
  out_ += ':';
  out_ += raw;
}

void ObjectWriter::finish() {
  write_kept();
  out_ += '}';
}

ObjectEdit& ObjectEdit::set(std::string_view key, std::string raw) {
  changes_.push_back({key, std::move(raw)});
  return *this;
}

ObjectEdit& ObjectEdit::remove(std::string_view key) {
  changes_.push_back({key, {}});
  return *this;
}

void ObjectEdit::append_to(std::string& out, const JsonValue& object) const {
  ObjectWriter writer{out, object};
  std::vector<bool> done(changes_.size());
  for (const auto member : object.members()) {
    const auto change =
        std::find_if(changes_.begin(), changes_.end(),
                     [&](const Change& c) { return member.key.equals(c.key); });
    if (change == changes_.end()) {
      writer.keep(member);
      continue;
    }
    done[static_cast<std::size_t>(change - changes_.begin())] = true;
    if (!change->raw.empty()) writer.replace(member, change->raw);
  }
  for (std::size_t i = 0; i < changes_.size(); ++i) {
    if (!done[i] && !changes_[i].raw.empty()) {
      writer.append(changes_[i].key, changes_[i].raw);
    }
  }
  writer.finish();
}

void ObjectEdit::append_new_to(std::string& out) const {
  out += '{';
  bool any = false;
  for (const auto& change : changes_) {
    if (change.raw.empty()) continue;
    if (any) out += ',';
    any = true;
    append_json_string(out, change.key);
    out += ':';
    out += change.raw;
  }
  out += '}';
}

std::string edited_line(const JsonValue& object, const ObjectEdit& edit) {
  const auto text = object.text();
  std::string out(text.substr(0, object.node().begin));
  edit.append_to(out, object);
  out += text.substr(object.node().end);
  return out;
}

std::string edited_flock(const JsonValue& object,
                         const ObjectEdit& flock_edit) {
  const auto flock = object.find(kFlockMember);
  std::string raw;
  if (flock && flock->type() == JsonType::object) {
    flock_edit.append_to(raw, *flock);
  } else {
    flock_edit.append_new_to(raw);
  }
  ObjectEdit edit;
  if (raw == "{}") {
    edit.remove(kFlockMember);
  } else {
    edit.set(kFlockMember, std::move(raw));
  }
  return edited_line(object, edit);
}

}  // namespace flk
