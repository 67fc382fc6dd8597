// SPDX-License-Identifier: GPL-3.0-or-later
// What flock-collect and its verbs do; each is a section of flock-collect(1).

#pragma once

#include <flock/base/log.hpp>
#include <flock/cli/exit_status.hpp>

#include "flock-collect/options.hpp"

namespace flk {

ExitStatus collect(const CollectOptions& options, Log& log);
ExitStatus twigs_verb(const CollectOptions& options);
ExitStatus show_verb(const CollectOptions& options);
ExitStatus preview_verb(const CollectOptions& options, Log& log);
ExitStatus allow_verb(const CollectOptions& options, Log& log);
ExitStatus deny_verb(const CollectOptions& options, Log& log);
ExitStatus status_verb(const CollectOptions& options);

}  // namespace flk
