// SPDX-License-Identifier: GPL-3.0-or-later
// Where a passphrase comes from when it is needed, if it ever is.

#pragma once

#include <string>
#include <utility>

#include <flock/base/error.hpp>
#include <flock/base/passphrase.hpp>

namespace flk {

// quoted() is qualified: some that include this have std::quoted() as well.
class Passphrase {
 public:
  // `file` may be empty: then it is asked for at the terminal.
  explicit Passphrase(std::string file) : file_(std::move(file)) {}

  // One that is in use already. `what` is what it opens. Throws as
  // read_passphrase() does.
  SecretBytes existing(const std::string& what) const {
    return read_passphrase(file_, "passphrase of " + flk::quoted(what));
  }
  // One for something new: at the terminal it is asked for twice.
  SecretBytes chosen(const std::string& what) const {
    return choose_passphrase(file_, "new passphrase of " + flk::quoted(what));
  }

 private:
  std::string file_;
};

}  // namespace flk
