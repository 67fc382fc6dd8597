// SPDX-License-Identifier: GPL-3.0-or-later
// A rule's condition, bound to be tried on rows.

#pragma once

#include <memory>
#include <string>
#include <string_view>

#include <flock/policy/rule.hpp>
#include <flock/record/json.hpp>

namespace re2 {
class RE2;
}

namespace flk {

class BoundCondition {
 public:
  // `condition` must outlive this.
  explicit BoundCondition(const RuleCondition& condition);
  BoundCondition(BoundCondition&&) noexcept;
  ~BoundCondition();

  // Looks at the row as it came; holds() is about the row looked at last.
  void look_at(const JsonValue& row);
  bool holds() const { return holds_; }

 private:
  bool matches(const JsonValue& value);

  const RuleCondition& condition_;
  std::unique_ptr<re2::RE2> pattern_;  // where it is no equals
  std::string buffer_;
  bool holds_ = false;
};

}  // namespace flk
