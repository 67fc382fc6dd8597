// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/policy/redactor_row.hpp>

#include <flock/base/json_text.hpp>
#include <flock/record/canonical.hpp>
#include <flock/record/object_writer.hpp>

namespace flk {

RowRedactor::RowRedactor(const Policy::Twig& twig, const PolicyKeys& keys) {
  for (const auto& [name, rule] : twig.columns) {
    const bool runs =
        rule.action != RuleAction::keep && rule.action != RuleAction::drop;
    columns_.push_back(
        {name, rule.action, runs ? bind_rule(rule, keys) : nullptr});
  }
}

// Rows mostly have their columns in the policy's order.
RowRedactor::Column* RowRedactor::find(std::string_view name) {
  for (std::size_t i = 0; i < columns_.size(); ++i, ++next_) {
    if (next_ >= columns_.size()) next_ = 0;
    if (columns_[next_].name == name) return &columns_[next_++];
  }
  return nullptr;
}

std::size_t RowRedactor::write(const JsonValue& row,
                               const ValuePlace& row_place,
                               const OnUnnamed& on_unnamed, std::string& out) {
  std::size_t passed = 0;
  ValuePlace place = row_place;
  ObjectWriter writer{out, row};
  for (const auto member : row.members()) {
    place.column = member.key.decoded(name_buffer_);
    auto* column = find(place.column);
    if (column == nullptr) {
      if (on_unnamed) on_unnamed(place.column);
    } else if (column->action != RuleAction::drop) {
      ++passed;
      if (!column->run || member.value.type() == JsonType::null) {
        writer.keep(member);
      } else {
        writer.begin_value(member);
        write_changed(*column, member.value, place, out);
      }
    }
  }
  writer.finish();
  return passed;
}

void RowRedactor::write_changed(Column& column, const JsonValue& value,
                                const ValuePlace& place, std::string& out) {
  std::string_view text;
  if (value.is_string()) {
    text = value.decoded(text_buffer_);
  } else {
    text_buffer_ = canonical(value);
    text = text_buffer_;
  }
  changed_.clear();
  column.run->apply(value, text, place, changed_);
  if (value.is_string() && changed_ == text) {
    out += value.raw();
  } else {
    append_json_string(out, changed_);
  }
}

}  // namespace flk
