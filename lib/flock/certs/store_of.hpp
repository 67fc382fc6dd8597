// SPDX-License-Identifier: GPL-3.0-or-later
// Of which certificate a PKCS#12 file is, told without its passphrase: by the
// localKeyID beside its key (RFC 7292 section 4.2), which lies in the clear and
// is, as OpenSSL and so flock-certs write it, the certificate's SHA-1.

#pragma once

#include <string>

#include <flock/certs/certificate.hpp>

namespace flk {

// Whether the file at `path` is there and certainly of another certificate. One
// that names its key otherwise is not, nor one with the identifier of the
// certificate's key, as GnuTLS writes it. Throws Error (config) where it cannot
// be read.
bool is_store_of_another(const std::string& path,
                         const Certificate& certificate);

}  // namespace flk
