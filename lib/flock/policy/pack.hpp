// SPDX-License-Identifier: GPL-3.0-or-later
// osquery's pack format, as far as flock-catalogue(5) says that it counts.

#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <flock/policy/catalogue.hpp>

namespace flk {

// The queries of `text` in their order; those for no platform of ours are left
// out. Throws Error (config) naming `source` and the query where it is no pack.
std::vector<Twig> parse_pack(std::string_view text, const std::string& source);

}  // namespace flk
