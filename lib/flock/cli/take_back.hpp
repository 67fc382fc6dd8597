// SPDX-License-Identifier: GPL-3.0-or-later
// Carries a no out on what has not left, and tells the person. A no that was
// cut off behind its decision is carried out by whoever finds it.

#pragma once

#include <optional>
#include <string>
#include <vector>

#include <flock/base/log.hpp>
#include <flock/cli/exit_status.hpp>
#include <flock/ledger/withdraw.hpp>

namespace flk {

class TakeBack {
 public:
  // `ledger` and `clock` must outlive it. To be made before a no is written,
  // which must not be half done: throws Error (config) where rows wait that
  // are signed, and the key cannot be used. Asks for its passphrase at the
  // terminal.
  TakeBack(const Ledger& ledger, std::vector<std::string> twigs,
           const std::string& config_dir, Clock& clock);

  // Withdraws the twigs' rows and says how many were, and how many had left;
  // partly_done where some may have left all the same.
  ExitStatus run(Log& log) const;

  // The same of a no that may have been cut off: where nothing was left to do
  // of it, silent.
  ExitStatus finish(Log& log) const;

 private:
  Withdrawal withdraw_rows_of(const std::string& twig) const;

  const Ledger& ledger_;
  std::vector<std::string> twigs_;
  Clock& clock_;
  std::optional<Signer> signer_;
};

}  // namespace flk
