// SPDX-License-Identifier: GPL-3.0-or-later
// What flock-sign does, a function a verb.

#pragma once

#include <flock/base/log.hpp>
#include <flock/cli/exit_status.hpp>

#include "flock-sign/options.hpp"

namespace flk {

// One record in, the signed one out, in the order they came.
ExitStatus sign(const SignOptions& options, Log& log);

ExitStatus verify_verb(const SignOptions& options, Log& log);
ExitStatus keygen_verb(const SignOptions& options, Log& log);
ExitStatus pubkey_verb(const SignOptions& options);

// The secret key's file that the options name.
std::string key_path(const SignOptions& options);

// Says so where records are to be typed in.
void warn_of_terminal(const FilterOptions& filter, Log& log);

}  // namespace flk
