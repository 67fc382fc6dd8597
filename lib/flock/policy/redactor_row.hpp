// SPDX-License-Identifier: GPL-3.0-or-later
// The rules of one twig, bound to their keys and applied to rows.

#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <flock/policy/policy.hpp>
#include <flock/policy/rule_action.hpp>

namespace flk {

class RowRedactor {
 public:
  using OnUnnamed = std::function<void(std::string_view column)>;

  // Both must outlive this. Throws Error (config) when a rule needs a key that
  // is missing.
  RowRedactor(const Policy::Twig& twig, const PolicyKeys& keys);

  // Appends what leaves of `row`, an object; says how many columns do.
  // `on_unnamed` (may be empty) is called for those that no rule names.
  std::size_t write(const JsonValue& row, const ValuePlace& row_place,
                    const OnUnnamed& on_unnamed, std::string& out);

 private:
  struct Column {
    std::string_view name;
    RuleAction action;
    std::unique_ptr<ValueAction> run;  // for neither keep nor drop
  };

  Column* find(std::string_view name);
  void write_changed(Column& column, const JsonValue& value,
                     const ValuePlace& place, std::string& out);

  std::vector<Column> columns_;
  std::size_t next_ = 0;  // where the next column is likely to be
  std::string name_buffer_, text_buffer_, changed_;
};

}  // namespace flk
