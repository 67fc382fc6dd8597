// SPDX-License-Identifier: GPL-3.0-or-later
// Where a passphrase comes from: the first line of a file that is nobody
// else's, or a prompt at the terminal; never an argument or the environment.

#pragma once

#include <string>

#include <flock/base/secret.hpp>

namespace flk {

class Passphrase {
 public:
  // `file` may be empty: then it is asked for at the terminal.
  explicit Passphrase(std::string file) : file_(std::move(file)) {}

  // One that is in use already. `what` is what it opens. Throws Error
  // (config) where there is neither a file nor a terminal, or nothing in it.
  SecretBytes existing(const std::string& what) const;
  // One for something new: at the terminal it is asked for twice.
  SecretBytes chosen(const std::string& what) const;

 private:
  SecretBytes from_file() const;
  SecretBytes from_terminal(const std::string& prompt) const;

  std::string file_;
};

}  // namespace flk
