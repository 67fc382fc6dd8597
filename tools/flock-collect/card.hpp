// SPDX-License-Identifier: GPL-3.0-or-later
// A twig as people see it: what is asked, why, what of it leaves, and what
// they said to it.

#pragma once

#include <string>

#include "flock-collect/context.hpp"

namespace flk {

// "undecided", "enabled", "disabled (by script)", "undecided: the query has
// changed".
std::string answer_text(const Consent& consent);

// The card, several lines, each with its LF.
std::string card_text(const CollectContext& context, const Twig& twig);

// One line of JSON, without LF.
std::string card_json(const CollectContext& context, const Twig& twig);

}  // namespace flk
