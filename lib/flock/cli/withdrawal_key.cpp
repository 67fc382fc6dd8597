// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/cli/withdrawal_key.hpp>

#include <flock/base/error.hpp>
#include <flock/base/passphrase.hpp>

namespace flk {

std::optional<Signer> signer_for(const Ledger& ledger,
                                 const ChooseRecord& choose,
                                 const std::string& config_dir) {
  if (!needs_signer(ledger, choose)) return std::nullopt;
  const auto path = config_dir + "/sign.key";
  return Signer{SigningKey::load(path, [&] {
    try {
      return read_passphrase({}, "passphrase of " + path);
    } catch (const Error& error) {
      throw Error(ErrorKind::config,
                  "cannot sign for the records that are to be taken back: the "
                  "key " +
                      quoted(path) + " has a passphrase, and " + error.what(),
                  "run this again at a terminal, which asks for it");
    }
  })};
}

}  // namespace flk
