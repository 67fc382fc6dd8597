// SPDX-License-Identifier: GPL-3.0-or-later
// The target of a request, RFC 9112 section 3.2: one resource, one spelling.

#pragma once

#include <string>
#include <string_view>

namespace flk {

// Path and query of `target`, whether it has a scheme and a host in front or
// not. What is escaped in the path without need is so no longer (RFC 3986
// section 6.2.2.2); anything else stays as it is.
std::string origin_form(std::string_view target);

}  // namespace flk
