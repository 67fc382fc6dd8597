// SPDX-License-Identifier: GPL-3.0-or-later
// Content-Encoding: gzip, RFC 1952.

#pragma once

#include <string>
#include <string_view>

namespace flk {

std::string gzip(std::string_view bytes);

}  // namespace flk
