// SPDX-License-Identifier: GPL-3.0-or-later
// What is wrong with a certificate itself, whatever its files: what check
// reports of it, and what renew cures.

#pragma once

#include <set>
#include <string>

#include <flock/base/clock.hpp>
#include <flock/certs/authority.hpp>
#include <flock/certs/certificate.hpp>
#include <flock/certs/finding.hpp>
#include <flock/certs/instances.hpp>

namespace flk {

struct Examination {
  const Authority& authority;
  const std::set<std::string>& revoked;  // serial numbers, in hex
  Milliseconds now;
  // An end nearer than this is reported, or than a third of the certificate's
  // life where that is less: one that lives for days is not always near its
  // end.
  Milliseconds within;
  bool as_given = false;  // `within` is, whatever the life
};

// `instance` is nullptr where instances.yml does not have it: names, role and
// kind of key are then as they should be.
Findings examine_certificate(const std::string& name, const std::string& path,
                             const Certificate& certificate,
                             const Instance* instance,
                             const Examination& examination);

// Whether the name constraints of the CA that signed it forbid its names.
void examine_constraints(Findings& findings, const std::string& name,
                         const std::string& path,
                         const Certificate& certificate,
                         const Certificate& signer);

// Of what can be said about any certificate: whether its time has come, is
// over or nearly so.
void examine_time(Findings& findings, const std::string& name,
                  const std::string& path, const Certificate& certificate,
                  const Examination& examination);

}  // namespace flk
