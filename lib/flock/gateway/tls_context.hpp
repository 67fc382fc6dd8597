// SPDX-License-Identifier: GPL-3.0-or-later
// The gateway's side of TLS: 1.2 and newer, forward secrecy, its own
// certificate and key from PEM files.

#pragma once

#include <memory>
#include <string>

#include <flock/base/clock.hpp>

struct ssl_ctx_st;

namespace flk {

using TlsContext = std::shared_ptr<ssl_ctx_st>;

// `certificate_file` holds the chain, leaf first. `key_file` is refused where
// others can read it. Throws Error (config) where the two do not load or do
// not belong together.
//
// With `client_ca_file` clients must show a certificate that a CA of this file
// signed; with `client_crl_file` as well one that is not in the CRL of that CA
// there, which there must be.
TlsContext load_tls_context(const std::string& certificate_file,
                            const std::string& key_file,
                            const std::string& client_ca_file = {},
                            const std::string& client_crl_file = {});

// When the first of the chain's certificates ends.
Milliseconds end_of_chain(const TlsContext& context);

// When the first of the certificates in a PEM file ends; never where it holds
// none.
Milliseconds first_end_in(const std::string& file);
// The same of the lists of revoked certificates in it.
Milliseconds first_list_end_in(const std::string& file);

// Whether the chain ends with the CA that signed it: `flock-send register`
// compares that with the invite's hash.
bool shows_its_ca(const TlsContext& context);

}  // namespace flk
