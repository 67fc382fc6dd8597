// SPDX-License-Identifier: GPL-3.0-or-later
// What each verb of flock-certs does. See flock-certs(1).

#pragma once

#include <flock/base/log.hpp>
#include <flock/cli/exit_status.hpp>

#include "options.hpp"

namespace flk {

ExitStatus create_missing(const CertsOptions& options, Log& log);
ExitStatus check(const CertsOptions& options);
ExitStatus renew(const CertsOptions& options, Log& log);
ExitStatus revoke(const CertsOptions& options, Log& log);
ExitStatus write_store(const CertsOptions& options, Log& log);
ExitStatus show(const CertsOptions& options, Log& log);
ExitStatus protect_key(const CertsOptions& options, Log& log);

}  // namespace flk
