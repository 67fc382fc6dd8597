// SPDX-License-Identifier: GPL-3.0-or-later
// Applies a policy to records: the filter of flock-redact(1), and the preview
// of flock-collect(1).

#pragma once

#include <memory>
#include <string>
#include <string_view>

#include <flock/policy/policy.hpp>
#include <flock/record/record.hpp>

namespace flk {

// The month of a record without a time, for pseudonyms that rotate.
inline constexpr std::string_view kUndated = "undated";

enum class RedactOutcome {
  passed,          // something of it, in `out`
  dropped,         // the policy names neither its twig nor a column of it
  rules_mismatch,  // its flock.rules is not the hash of our rules
  malformed,       // neither an agent nor a result record, or one that grew
                   // too long; reason() says why
};

// Told what happens to the parts of records. That costs time.
class RedactObserver {
 public:
  virtual ~RedactObserver() = default;
  // As RowObserver::column(), of a row of `twig`.
  virtual void column(std::string_view twig, std::string_view column,
                      bool is_named, const Rule* rule,
                      std::string_view left) = 0;
  // A member of a result record did not pass.
  virtual void member_dropped(std::string_view name) = 0;
};

class Redactor {
 public:
  // All must outlive this. What no RecordParser of `max_line_bytes` would take
  // any more does not pass. Throws Error (config) when a rule needs a key that
  // is missing.
  Redactor(const Policy& policy, const PolicyKeys& keys,
           RedactObserver* observer = nullptr,
           std::size_t max_line_bytes = RecordParser::kDefaultMaxLineBytes);
  Redactor(Redactor&&) noexcept;
  ~Redactor();

  // Appends the redacted record, without LF, to `out` when it passed, else
  // nothing. What is kept keeps its bytes; flock.policy is set; stream, seq,
  // prev and sig are removed.
  RedactOutcome redact(const Record& record, std::string& out);

  // Of the last record that did not pass, but for dropped ones.
  const std::string& reason() const { return reason_; }

 private:
  class Bound;
  std::unique_ptr<Bound> bound_;
  std::string reason_;
};

}  // namespace flk
