// SPDX-License-Identifier: GPL-3.0-or-later
// Delivers what the ledger holds: batch by batch, in order, until the outbox
// is empty or there is no going on.

#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include <flock/http/backoff.hpp>
#include <flock/ledger/ledger.hpp>
#include <flock/ledger/outbox.hpp>
#include <flock/send/destination.hpp>

namespace flk {

struct DeliveryOptions {
  std::size_t max_records = 200;  // in a request
  std::size_t max_bytes = 4 << 20;
  BackoffOptions backoff;
  Milliseconds rest{0};  // records younger than this stay
  std::string dead_letter_path;
  // Whether a twig's records may still leave; asked before each request, of
  // what needs_consent(). Empty: all may.
  std::function<bool(std::string_view twig)> allowed = {};
  // Times the deadline and the waits; null: the clock that `rest` goes by,
  // which somebody may set.
  Clock* timer = nullptr;
};

enum class DeliveryEnd {
  complete,        // nothing is left that may leave now
  other_delivery,  // another process delivers
  gave_up,         // the deadline came first: try again
  withheld,        // the next record's twig is no longer allowed
  refused,         // the gateway will have nothing of ours
};

struct DeliveryReport {
  DeliveryEnd end = DeliveryEnd::complete;
  std::uint64_t delivered = 0;  // stored
  std::uint64_t refused = 0;    // gone to the dead letters
  std::string reason;           // of gave_up and refused; withheld: the twig
};

// `progress` is called after each batch.
DeliveryReport deliver(
    const Ledger& ledger, Destination& destination,
    const DeliveryOptions& options, Clock& clock, Random& random,
    const std::function<void(const DeliveryReport&)>& progress = {});

}  // namespace flk
