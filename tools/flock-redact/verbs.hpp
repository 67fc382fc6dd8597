// SPDX-License-Identifier: GPL-3.0-or-later
// What flock-redact does, a function for the filter and each verb.

#pragma once

#include <flock/base/log.hpp>
#include <flock/cli/exit_status.hpp>
#include <flock/policy/policy.hpp>

#include "flock-redact/options.hpp"

namespace flk {

// The policy that the options name: a file that must be there, else the
// configuration folder's, else the built-in one.
Policy chosen_policy(const RedactOptions& options);

// One record in, none or one out, in the order they came.
ExitStatus redact(const RedactOptions& options, Log& log);

ExitStatus policy_verb();
ExitStatus check_verb(const RedactOptions& options);
ExitStatus keygen_verb(const RedactOptions& options, Log& log);
ExitStatus open_verb(const RedactOptions& options, Log& log);
ExitStatus pseudonym_verb(const RedactOptions& options);
ExitStatus explain_verb(const RedactOptions& options, Log& log);
ExitStatus test_verb(const RedactOptions& options);

}  // namespace flk
