// SPDX-License-Identifier: GPL-3.0-or-later
// The gateway's side of TLS: 1.2 and newer, forward secrecy, its own
// certificate and key from PEM files.

#pragma once

#include <memory>
#include <string>

struct ssl_ctx_st;

namespace flk {

using TlsContext = std::shared_ptr<ssl_ctx_st>;

// `certificate_file` holds the chain, leaf first. `key_file` is refused where
// others can read it. Throws Error (config) where the two do not load or do
// not belong together.
TlsContext load_tls_context(const std::string& certificate_file,
                            const std::string& key_file);

// Whether the chain ends with the CA that signed it: `flock-send register`
// compares that with the invite's hash.
bool shows_its_ca(const TlsContext& context);

}  // namespace flk
