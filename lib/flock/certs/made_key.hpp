// SPDX-License-Identifier: GPL-3.0-or-later
// Which keys flock-certs has made: the first line of the file says so, and of
// which key (text before a PEM block is not looked at, RFC 7468 section 2).
// A key without it was brought by somebody, and is never replaced or removed.

#pragma once

#include <string>

#include <flock/certs/key.hpp>

namespace flk {

// What the file of a key that was just made holds, as written_to() gives it;
// wiped on release.
BioHandle made_pem(const CertificateKey& key);

// The same under a passphrase.
std::string made_protected_pem(const CertificateKey& key,
                               const SecretBytes& passphrase);

// Whether the first line of `path` is that of `key`, of which the public half
// is enough: a key under a passphrase need not be opened for it.
bool is_marked_as(const std::string& path, const CertificateKey& key);

// Whether there is a key in `path` that flock-certs did not make.
bool is_brought_key(const std::string& path);

// Throws Error (config), with `cure` for a hint, unless flock-certs made the
// key in `path`, or there is none.
void check_may_replace_key(const std::string& path,
                           const std::string& cure = "move it away");

// Whether there is nothing in `path` but what flock-certs wrote, or began to
// write, of a key that it made.
bool may_remove_staged_key(const std::string& path);

}  // namespace flk
