// SPDX-License-Identifier: GPL-3.0-or-later
// What each verb does. Throw Error.

#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <flock/base/error.hpp>
#include <flock/base/log.hpp>
#include <flock/cli/exit_status.hpp>

#include "options.hpp"

namespace flk {

// serve.cpp
ExitStatus serve(const GatewayOptions& options);

// invites.cpp
ExitStatus invite(const GatewayOptions& options);
ExitStatus list_invites(const GatewayOptions& options);
ExitStatus revoke_invite(const GatewayOptions& options);

// users.cpp
ExitStatus list_users(const GatewayOptions& options, Log& log);
ExitStatus list_keys(const GatewayOptions& options);
ExitStatus rename_user(const GatewayOptions& options);
ExitStatus reset_token(const GatewayOptions& options);
ExitStatus import_users(const GatewayOptions& options, Log& log);
ExitStatus delete_users(const GatewayOptions& options, Log& log);

// care.cpp
ExitStatus prune(const GatewayOptions& options, Log& log);
ExitStatus backup(const GatewayOptions& options);
ExitStatus check(const GatewayOptions& options, Log& log);

// What a verb has to say, on standard output.
void print_lines(const std::vector<std::string>& lines);

// Whether the store is an engine, not the embedded one.
bool has_engine(const GatewayOptions& options);

// The embedded store's file where it is not there yet; else nullopt.
std::optional<std::string> missing_store(const GatewayOptions& options);

// Before an invite, where that makes the store.
void warn_of_new_store(const GatewayOptions& options, Log& log);

ExitStatus setup(const GatewayOptions& options, Log& log);

// The store as a verb opens it: with the administrator's credentials where
// they are given, as its folder's owner where root runs the verb.
// Throws Error (config) where the embedded store is not there and the verb
// would change it, but for `users invite`, which may come before the first
// start.
std::unique_ptr<Store> open_for_verb(const GatewayOptions& options,
                                     StoreAccess access);

}  // namespace flk
