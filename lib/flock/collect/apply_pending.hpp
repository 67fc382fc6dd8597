// SPDX-License-Identifier: GPL-3.0-or-later
// Moves the baselines over a run that the ledger has whole.

#pragma once

#include <string>

#include <flock/collect/pending.hpp>

namespace flk {

// Where a run's files lie.
std::string pending_path(const std::string& state_dir);
std::string last_run_path(const std::string& state_dir);  // its flock_run
std::string baselines_in(const std::string& state_dir);   // a folder

// Applying a run again changes nothing, so this may be cut off anywhere and
// called anew.
void apply_pending(const Pending& pending, const std::string& state_dir);

}  // namespace flk
