// SPDX-License-Identifier: GPL-3.0-or-later
// The rules of one twig, bound to their keys and applied to rows.

#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <flock/policy/name_order.hpp>
#include <flock/policy/policy.hpp>
#include <flock/policy/rule_action.hpp>
#include <flock/policy/rule_condition.hpp>
#include <flock/record/object_writer.hpp>

namespace flk {

// Told what happens to each column of a row.
class RowObserver {
 public:
  virtual ~RowObserver() = default;
  // `rule` is the one that applied, nullptr where none names the column or no
  // condition held; `left` is the JSON text that passes, empty where nothing
  // does.
  virtual void column(std::string_view column, bool is_named, const Rule* rule,
                      std::string_view left) = 0;
};

class RowRedactor {
 public:
  // Both must outlive this. Rows longer than `max_bytes` are cut short behind
  // it. Throws Error (config) when a rule needs a key that is missing.
  RowRedactor(const Policy::Twig& twig, const PolicyKeys& keys,
              std::size_t max_bytes);

  // Whether ValuePlace::month matters.
  bool needs_month() const { return needs_month_; }

  // Appends what leaves of `row`, an object; says how many columns do.
  // `observer` may be nullptr.
  std::size_t write(const JsonValue& row, const ValuePlace& row_place,
                    RowObserver* observer, std::string& out);

 private:
  struct Case {
    const Rule* rule;
    std::size_t condition;             // of conditions_, or kAlways
    std::unique_ptr<ValueAction> run;  // for neither keep nor drop
  };
  using Column = std::vector<Case>;  // the first that applies

  static constexpr std::size_t kAlways = static_cast<std::size_t>(-1);

  Column bind(const Rule& rule, const PolicyKeys& keys);
  const Case* case_of(const Column& column) const;
  // Gives what it wrote of the value.
  std::string_view write_column(const Case& one, const JsonMember& member,
                                const ValuePlace& place, ObjectWriter& writer,
                                std::string& out);
  void write_changed(ValueAction& action, const JsonValue& value,
                     const ValuePlace& place, std::string& out);

  std::size_t max_bytes_;
  const std::string& twig_;
  NameOrder names_;
  std::vector<Column> columns_;  // by the index in names_
  Column others_;                // the default; none: drop
  std::vector<BoundCondition> conditions_;
  bool needs_month_ = false;
  std::string name_buffer_, text_buffer_, changed_;
};

}  // namespace flk
