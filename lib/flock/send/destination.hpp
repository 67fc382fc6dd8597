// SPDX-License-Identifier: GPL-3.0-or-later
// Where records are delivered to: a gateway, or a test's stand-in for one.

#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include <flock/base/clock.hpp>
#include <flock/record/identity.hpp>

namespace flk {

enum class SubmitOutcome {
  answered,       // each record is stored, or is in `rejected`
  whole_refused,  // the request was refused for its content: one of its
                  // records, or its size
  try_again,      // nobody there, overloaded, an answer that is none
  not_allowed,    // refused for good, whatever the records: token, certificate
};

struct SubmitResult {
  struct Rejected {
    std::size_t index;  // in the request, from 0
    std::string reason;
  };

  SubmitOutcome outcome = SubmitOutcome::try_again;
  std::vector<Rejected> rejected;
  std::string reason;  // why it was not answered
  std::optional<Seconds> retry_after;
  // No byte of the request has left: there was no connection.
  bool nothing_sent = false;
};

// What a request has, however near the deadline is: a gateway that is there
// needs no longer.
inline constexpr Milliseconds kLeastPatience{5000};

class Destination {
 public:
  virtual ~Destination() = default;
  // One request. `key` names the first of `lines` (records without LF); none
  // ask whether a request is taken at all. It is given up after `patience`, or
  // earlier.
  virtual SubmitResult submit(const IdempotencyKey& key,
                              const std::vector<std::string>& lines,
                              Milliseconds patience) = 0;
};

}  // namespace flk
