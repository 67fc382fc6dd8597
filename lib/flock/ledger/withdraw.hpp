// SPDX-License-Identifier: GPL-3.0-or-later
// Taking back what has not left: a flock_loss stands in its place.

#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include <flock/base/clock.hpp>
#include <flock/ledger/ledger.hpp>
#include <flock/signature/signer.hpp>

namespace flk {

struct Withdrawal {
  std::uint64_t withdrawn = 0;  // nothing more of these is sent
  // Of them: a request was made, and its answer never came; they may have left.
  std::uint64_t attempted = 0;
  std::uint64_t delivered = 0;  // chosen, but they have left
};

// Which records; those that have left are asked of as well, to be counted.
using ChooseRecord = std::function<bool(std::uint64_t n, const Record&)>;

// Whether the record is a row of `twig`.
bool is_row_of(const Record& record, std::string_view twig);

// Replaces every record of the outbox that `choose` is true of, holding the
// append and the delivery lock. A flock_key and a flock_loss stay. Where a
// signed record is chosen `signer` must be there, else Error (config).
// Whatever is killed, each segment is as before or as after.
Withdrawal withdraw(const Ledger& ledger, const Signer* signer, Clock& clock,
                    const ChooseRecord& choose);

// Whether `choose` is true of a record of the outbox.
bool any_waits(const Ledger& ledger, const ChooseRecord& choose);

// Whether withdraw() would need a signer now.
bool needs_signer(const Ledger& ledger, const ChooseRecord& choose);

}  // namespace flk
