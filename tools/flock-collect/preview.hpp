// SPDX-License-Identifier: GPL-3.0-or-later
// What of a twig would leave this laptop right now. For the person's eyes:
// nothing is queued.

#pragma once

#include <string>
#include <vector>

#include "flock-collect/context.hpp"

namespace flk {

// The records, redacted. Throws Error (try_again) where the query fails.
std::vector<std::string> preview_records(const CollectContext& context,
                                         const std::string& engine,
                                         const Twig& twig);

}  // namespace flk
