// SPDX-License-Identifier: GPL-3.0-or-later
// What a live server serves, compared with the files here; flock-certs(1),
// check --connect.

#pragma once

#include <string>
#include <vector>

#include <flock/base/clock.hpp>
#include <flock/certs/certificate.hpp>
#include <flock/certs/finding.hpp>

namespace flk {

struct ServedOptions {
  std::string dir = "certs";
  std::string address;             // HOST:PORT, [IPv6]:PORT
  std::vector<std::string> names;  // which leaf it should serve; empty: any
  Milliseconds within = std::chrono::days{30};
  bool within_is_given = false;        // counts as it is; else examine.hpp
  Milliseconds timeout = Seconds{10};  // of each step
};

// The certificates of a TLS server as it sends them, at least one, whatever
// they are worth. Throws Error: config where the address is none, try_again
// where nobody answers.
std::vector<Certificate> served_certificates(const std::string& address,
                                             Milliseconds timeout);

Findings check_served(const ServedOptions& options, Clock& clock);

}  // namespace flk
