// SPDX-License-Identifier: GPL-3.0-or-later
// What is wrong with a CA's CRL.

#pragma once

#include <string>
#include <vector>

#include <flock/base/clock.hpp>
#include <flock/certs/authority.hpp>
#include <flock/certs/finding.hpp>
#include <flock/certs/revocation.hpp>

namespace flk {

// Adds to `findings` what is wrong with the file at `path`. `revoked` is what
// was revoked; nullptr where there never was a CRL, and need be none.
// `authority` has a certificate.
void examine_crl(Findings& findings, const Authority& authority,
                 const std::string& path,
                 const std::vector<Revocation>* revoked, Milliseconds now);

}  // namespace flk
