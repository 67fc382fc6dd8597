// SPDX-License-Identifier: GPL-3.0-or-later
// Whether two SQL texts differ in white space alone.

#pragma once

#include <string>
#include <string_view>

namespace flk {

// `sql` with white space only where it separates two tokens, one space each.
// What is quoted ('…', "…", `…`, […]) and comments keep their bytes. Equal
// results are the same tokens; unequal ones may be as well.
std::string without_needless_space(std::string_view sql);

}  // namespace flk
