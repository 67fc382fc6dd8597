// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/policy/rule_condition.hpp>

#include <re2/re2.h>

#include <flock/record/canonical.hpp>

namespace flk {

BoundCondition::BoundCondition(const RuleCondition& condition)
    : condition_(condition) {
  if (!condition.pattern.empty()) {
    pattern_ = std::make_unique<RE2>(condition.pattern);
  }
}

BoundCondition::BoundCondition(BoundCondition&&) noexcept = default;
BoundCondition::~BoundCondition() = default;

void BoundCondition::look_at(const JsonValue& row) {
  const auto value = row.find(condition_.column);
  holds_ = value && value->type() != JsonType::null && matches(*value);
}

bool BoundCondition::matches(const JsonValue& value) {
  std::string_view text;
  if (value.is_string()) {
    text = value.decoded(buffer_);
  } else {
    buffer_ = canonical(value);
    text = buffer_;
  }
  return pattern_ ? RE2::PartialMatch(text, *pattern_)
                  : text == condition_.equals;
}

}  // namespace flk
