// SPDX-License-Identifier: GPL-3.0-or-later
// What carries a rule out on one value, bound to the keys that it needs.

#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include <flock/policy/policy_keys.hpp>
#include <flock/policy/rule.hpp>
#include <flock/policy/rule_seal.hpp>
#include <flock/record/json.hpp>

namespace flk {

class ValueAction {
 public:
  virtual ~ValueAction() = default;

  // Appends to `out` what leaves of `value`, which is not null, as text (not
  // as JSON). `text` is what it says: a string decoded, anything else in its
  // canonical form.
  virtual void apply(const JsonValue& value, std::string_view text,
                     const ValuePlace& place, std::string& out) = 0;
};

// The action of `rule`, which is neither keep nor drop; both must outlive it.
// A text that grows is cut a byte behind `max_bytes`: the record is too long.
// Throws Error (config) where its key is missing.
std::unique_ptr<ValueAction> bind_rule(const Rule& rule, const PolicyKeys& keys,
                                       std::size_t max_bytes);

}  // namespace flk
