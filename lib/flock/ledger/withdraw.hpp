// SPDX-License-Identifier: GPL-3.0-or-later
// Taking back what has not left: a flock_loss stands in its place.

#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include <flock/base/clock.hpp>
#include <flock/ledger/ledger.hpp>
#include <flock/signature/signer.hpp>

namespace flk {

struct Withdrawal {
  std::uint64_t withdrawn = 0;
  std::uint64_t too_late = 0;  // chosen, but a request was made for it already
};

// Replaces every record of the outbox that `choose` is true of, holding the
// append and the delivery lock. A flock_key and a flock_loss stay. Where a
// signed record is chosen `signer` must be there, else Error (config).
// Whatever is killed, each segment is as before or as after.
Withdrawal withdraw(
    const Ledger& ledger, const Signer* signer, Clock& clock,
    const std::function<bool(std::uint64_t n, const Record&)>& choose);

}  // namespace flk
