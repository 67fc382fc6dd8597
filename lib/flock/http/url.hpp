// SPDX-License-Identifier: GPL-3.0-or-later
// What a URL of ours must be.

#pragma once

#include <string>

namespace flk {

// The host in `url`. Throws Error (config) unless it is an http or https URL
// with a host and without a password, which has no business on a command line.
std::string http_host(const std::string& url);

// Whether `host` can only be this machine.
bool is_loopback_host(const std::string& host);

}  // namespace flk
