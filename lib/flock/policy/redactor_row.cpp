// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/policy/redactor_row.hpp>

#include <flock/base/json_text.hpp>
#include <flock/record/canonical.hpp>

namespace flk {

RowRedactor::RowRedactor(const Policy::Twig& twig, const PolicyKeys& keys,
                         std::size_t max_bytes)
    : max_bytes_(max_bytes), twig_(twig.name) {
  for (const auto& [name, rule] : twig.columns) {
    names_.add(name);
    columns_.push_back(bind(rule, keys));
  }
  if (twig.others) others_ = bind(*twig.others, keys);
}

RowRedactor::Column RowRedactor::bind(const Rule& rule,
                                      const PolicyKeys& keys) {
  Column column;
  for (const auto* one : cases_of(rule)) {
    Case bound{one, kAlways, nullptr};
    if (one->when) {
      bound.condition = conditions_.size();
      conditions_.emplace_back(*one->when);
    }
    if (one->action != RuleAction::keep && one->action != RuleAction::drop) {
      bound.run = bind_rule(*one, keys, max_bytes_);
    }
    needs_month_ |= one->monthly;
    column.push_back(std::move(bound));
  }
  return column;
}

const RowRedactor::Case* RowRedactor::case_of(const Column& column) const {
  for (const auto& one : column) {
    if (one.condition == kAlways || conditions_[one.condition].holds()) {
      return &one;
    }
  }
  return nullptr;
}

std::size_t RowRedactor::write(const JsonValue& row,
                               const ValuePlace& row_place,
                               RowObserver* observer, std::string& out) {
  for (auto& condition : conditions_) condition.look_at(row);
  std::size_t passed = 0;
  const auto begin = out.size();
  ValuePlace place = row_place;
  place.rules = twig_;
  ObjectWriter writer{out, row};
  for (const auto member : row.members()) {
    if (out.size() - begin > max_bytes_) break;
    place.column = member.key.decoded(name_buffer_);
    const auto index = names_.find(place.column);
    const bool named = index != NameOrder::kNone;
    const auto* one = case_of(named ? columns_[index] : others_);
    std::string_view left;
    if (one != nullptr && one->rule->action != RuleAction::drop) {
      ++passed;
      left = write_column(*one, member, place, writer, out);
    }
    if (observer != nullptr) {
      observer->column(place.column, named,
                       one == nullptr ? nullptr : one->rule, left);
    }
  }
  writer.finish();
  return passed;
}

std::string_view RowRedactor::write_column(const Case& one,
                                           const JsonMember& member,
                                           const ValuePlace& place,
                                           ObjectWriter& writer,
                                           std::string& out) {
  if (!one.run || member.value.type() == JsonType::null) {
    writer.keep(member);
    return member.value.raw();
  }
  writer.begin_value(member);
  const auto begin = out.size();
  write_changed(*one.run, member.value, place, out);
  return std::string_view(out).substr(begin);
}

void RowRedactor::write_changed(ValueAction& action, const JsonValue& value,
                                const ValuePlace& place, std::string& out) {
  std::string_view text;
  if (value.is_string()) {
    text = value.decoded(text_buffer_);
  } else {
    text_buffer_ = canonical(value);
    text = text_buffer_;
  }
  changed_.clear();
  action.apply(value, text, place, changed_);
  if (value.is_string() && changed_ == text) {
    out += value.raw();
  } else {
    append_json_string(out, changed_);
  }
}

}  // namespace flk
