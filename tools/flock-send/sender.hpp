// SPDX-License-Identifier: GPL-3.0-or-later
// Delivers the ledger to the gateway that the laptop is registered with, and
// says how it went.

#pragma once

#include <cstdint>

#include <flock/auth/registration.hpp>
#include <flock/base/log.hpp>
#include <flock/cli/exit_status.hpp>
#include <flock/ledger/dead_letter.hpp>
#include <flock/ledger/held_letters.hpp>
#include <flock/ledger/ledger.hpp>
#include <flock/policy/consent_watch.hpp>
#include <flock/send/deliver.hpp>
#include <flock/send/http_destination.hpp>

#include "flock-send/options.hpp"

namespace flk {

HttpDestination open_destination(const LaptopRegistration& registration);

// One ledger and one gateway, for as long as the process runs.
class Sender {
 public:
  // Both must outlive it. Throws Error (config) where the laptop is not
  // registered, or the ledger is another gateway's or machine's.
  Sender(const SendOptions& options, Log& log);

  Ledger& ledger() { return ledger_; }

  // One attempt, so that an absent gateway does not hold up the input. Whether
  // all that may leave has left.
  bool deliver_at_once();

  // Delivers until the deadline, and says how it went.
  ExitStatus deliver_all();

  // A dead letter once more, as what it was; of this laptop's alone, since it
  // goes past the ledger.
  ExitStatus send_again(const DeadLetterOrigin& origin, const Record& record);

 private:
  DeliveryReport run(Milliseconds deadline);
  DeliveryReport deliver_once(Milliseconds deadline);
  bool finish_denial(const std::string& twig);
  ExitStatus refused_status();
  ExitStatus end_status(const DeliveryReport& report);

  const SendOptions& options_;
  Log& log_;
  LaptopRegistration registration_;
  Ledger ledger_;
  HttpDestination destination_;
  ConsentWatch consent_;
  HeldLetters letters_;
  std::uint64_t delivered_ = 0;
  std::uint64_t refused_ = 0;
  ExitStatus denials_ = ExitStatus::success;  // that were finished
};

}  // namespace flk
