// SPDX-License-Identifier: GPL-3.0-or-later
// Keys in other containers: a leaf's as PKCS#12 (RFC 7292), the CA's under a
// passphrase; flock-certs(1), pkcs12 and protect-ca-key.

#pragma once

#include <string>

#include <flock/base/clock.hpp>
#include <flock/certs/key.hpp>
#include <flock/certs/passphrase.hpp>

namespace flk {

// Writes DIR/NAME/NAME.p12, 0600: key, certificate and CA, AES-256-CBC under
// PBKDF2. One that is there is replaced only where the passphrase opens it.
// Returns its path. Throws Error.
std::string write_pkcs12(const std::string& dir, const std::string& name,
                         const Passphrase& passphrase);

// Moves the CA's key, which must be that of ca.crt, to `file`, which must not
// be there, under a passphrase; then removes DIR/ca/ca.key. Interrupted, it
// goes on with what is there: the key is removed only after `file` was read
// back. Throws Error.
void protect_authority_key(const std::string& dir, const std::string& file,
                           const Passphrase& passphrase,
                           int rounds = kProtectionRounds);

}  // namespace flk
