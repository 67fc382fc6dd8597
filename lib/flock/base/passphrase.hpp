// SPDX-License-Identifier: GPL-3.0-or-later
// Passphrases: the first line of a file that is nobody else's, or asked for at
// the terminal; never an argument, never from the environment.

#pragma once

#include <string>

#include <flock/base/secret.hpp>

namespace flk {

// From `file`, or where that is empty asked for at the terminal by `question`.
// Standard input is not touched: it may be a filter's. Throws Error (config)
// where there is neither, and where it is empty. A signal that ends the process
// there, ctrl-C's for one, leaves the terminal as it was.
SecretBytes read_passphrase(const std::string& file,
                            const std::string& question);

// One that is to be chosen: at a terminal it is asked for twice.
SecretBytes choose_passphrase(const std::string& file,
                              const std::string& question);

}  // namespace flk
