// SPDX-License-Identifier: GPL-3.0-or-later
// What flock-send and its verbs do; each is a section of flock-send(1).

#pragma once

#include <flock/base/log.hpp>
#include <flock/cli/exit_status.hpp>

#include "flock-send/options.hpp"

namespace flk {

// Records in: appended to the ledger, then delivered.
ExitStatus send(const SendOptions& options, Log& log);

ExitStatus deliver_verb(const SendOptions& options, Log& log);
ExitStatus ping_verb(Log& log);
ExitStatus register_verb(const SendOptions& options, Log& log);
ExitStatus outbox_verb();
ExitStatus sent_verb();
ExitStatus withdraw_verb(const SendOptions& options, Log& log);
ExitStatus reset_verb(Log& log);
ExitStatus status_verb(const SendOptions& options);

}  // namespace flk
