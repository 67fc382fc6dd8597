// SPDX-License-Identifier: GPL-3.0-or-later
// Shares of other machines, //HOST/SHARE, which SMB's tools and mount(8) take:
// for rule_home.cpp. Machines and shares are often called after a person.

#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace flk {

// Where a share begins at `at` of `text`, appends its slashes, the domain of
// its machine and, where more follows, "/*"; and returns where it ends: a text
// that begins with one is one to its line's end. Returns `at` where none does,
// which is where a root folder stands behind the slashes (//usr/bin).
std::size_t append_share(std::string& out, std::string_view text,
                         std::size_t at);

// Whether `text` ends with a URL's scheme and the colon.
bool ends_with_scheme(std::string_view text);

}  // namespace flk
