// SPDX-License-Identifier: GPL-3.0-or-later
// Moving a laptop to a new signing key, flock-sign(1), rotate: a flock_key
// record, signed by the old key, announces the new one, which waits beside it
// as KEY.next until the ledger has that record.

#pragma once

#include <string>

#include <flock/base/clock.hpp>
#include <flock/ledger/ledger.hpp>
#include <flock/signature/key.hpp>

namespace flk {

// The key files of a laptop. The new key waits as secret_path + ".next", its
// public half as public_path + ".next".
struct KeyFiles {
  std::string secret_path;
  std::string public_path;

  std::string next_secret() const { return secret_path + ".next"; }
  std::string next_public() const { return public_path + ".next"; }
};

// The flock_key record of `user` for `key`, not signed.
std::string key_announcement(const std::string& user, const PublicKey& key,
                             Milliseconds now);

// Whether the ledger's own stream has a flock_key record for `key`.
bool announces(const Ledger& ledger, const PublicKey& key);

// The key that waits, made where none does yet: what an earlier rotation made
// is used again. `encryption` is for a new one, `passphrase` for one there is.
SigningKey next_key(const KeyFiles& files, Random& random,
                    const SigningKey::Encryption* encryption,
                    const PassphraseSource& passphrase);

// Makes the key that waits the laptop's, where the ledger announces it. Whether
// it did. Killed in between, the next call does the rest; of many at once each
// may do it.
bool adopt_next_key(const KeyFiles& files, const Ledger& ledger);

}  // namespace flk
