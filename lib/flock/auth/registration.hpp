// SPDX-License-Identifier: GPL-3.0-or-later
// Who this laptop is at which gateway: gateway.json and token in the
// configuration folder, flock-send(1), FILES.

#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <flock/base/secret.hpp>

namespace flk {

struct LaptopRegistration {
  std::string url;   // of the gateway, without a trailing slash
  std::string user;  // the registered user name: hostIdentifier of all records
};

// nullopt where there is none. Throws Error (config) where it cannot be
// understood.
std::optional<LaptopRegistration> load_registration(
    const std::string& config_dir);

// As above; throws Error (config) with a hint where there is none.
LaptopRegistration require_registration(const std::string& config_dir);

void save_registration(const std::string& config_dir,
                       const LaptopRegistration& registration);

// The token for the gateway at `url`: the first line; the second is the URL
// that it is for, so that it never goes to another one, whatever becomes of
// gateway.json meanwhile. Refused when others can read its file.
SecretBytes load_token(const std::string& config_dir, const std::string& url);
void save_token(const std::string& config_dir, std::string_view token,
                const std::string& url);
std::string token_path(const std::string& config_dir);

// Where the gateway's CA lies; may be missing: then the system's CAs count.
std::string ca_path(const std::string& config_dir);

}  // namespace flk
