// SPDX-License-Identifier: GPL-3.0-or-later
// What a submission is answered when its records are stored.

#pragma once

#include <vector>

#include <flock/gateway/message.hpp>
#include <flock/gateway/submission.hpp>
#include <flock/store/store.hpp>

namespace flk {

// With `lines` it says what became of each record that was rejected.
GatewayAnswer answer_to(const Submission& submission, bool lines);

bool has_outcome(const std::vector<PutOutcome>& outcomes, PutOutcome wanted);

// Whoever is answered record by record keeps what the store cannot take whole.
// An agent of the predecessor's cannot be told: it would send it for ever.
void reject_too_long(Submission& submission,
                     const std::vector<PutOutcome>& outcomes);

}  // namespace flk
