// SPDX-License-Identifier: GPL-3.0-or-later
// Which gateways a laptop talks to.

#pragma once

#include <string_view>

namespace flk {

// https anywhere; http to this machine only (127.0.0.0/8, ::1, localhost), as
// behind a proxy or in a test: elsewhere the token would go in clear.
bool is_gateway_url(std::string_view url);

}  // namespace flk
