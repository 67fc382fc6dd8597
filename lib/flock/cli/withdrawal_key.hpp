// SPDX-License-Identifier: GPL-3.0-or-later
// The key that signs the losses which stand for withdrawn records.

#pragma once

#include <optional>
#include <string>

#include <flock/ledger/withdraw.hpp>
#include <flock/signature/signer.hpp>

namespace flk {

// nullopt where withdraw() needs none now. To be called before anything is
// decided: throws Error (config) where the key cannot be used. Asks for its
// passphrase at the terminal.
std::optional<Signer> signer_for(const Ledger& ledger,
                                 const ChooseRecord& choose,
                                 const std::string& config_dir);

}  // namespace flk
