// SPDX-License-Identifier: GPL-3.0-or-later
// What flock-sign does, a function a verb.

#pragma once

#include <flock/base/log.hpp>
#include <flock/cli/exit_status.hpp>
#include <flock/ledger/rotation.hpp>
#include <flock/signature/key.hpp>
#include <flock/signature/trusted.hpp>

#include "flock-sign/options.hpp"

namespace flk {

// One record in, the signed one out, in the order they came.
ExitStatus sign(const SignOptions& options, Log& log);

ExitStatus verify_verb(const SignOptions& options, Log& log);
ExitStatus keygen_verb(const SignOptions& options, Log& log);
ExitStatus pubkey_verb(const SignOptions& options);
// Prints a flock_key record, for flock-send.
ExitStatus rotate_verb(const SignOptions& options, Log& log);
ExitStatus sign_file_verb(const SignOptions& options, Log& log);
ExitStatus verify_file_verb(const SignOptions& options, Log& log);

// The secret key's file that the options name.
std::string key_path(const SignOptions& options);

KeyFiles installed_key_files();

// That key, its passphrase asked for where it has one.
SigningKey load_key(const SignOptions& options);

TrustedKeys trusted_keys(const SignOptions& options);

}  // namespace flk
