// SPDX-License-Identifier: GPL-3.0-or-later
// JSON files of other programs, as trees: what is damaged gives what can be
// had, since a file must not hide by being malformed.

#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

namespace flk {

// The text with every byte that is no UTF-8 as an escaped \xNN, so that the
// strings of a JSON text hold \xNN there.
std::string json_to_utf8(std::string_view text);

// null where it is no JSON. Comments are skipped (Chrome allows them in
// manifests), of equal keys the last counts, and what nests deeper than 64 is
// left out.
nlohmann::json parse_tree(std::string_view text);

// The member at the end of `path` ("background.persistent"); null where there
// is none.
const nlohmann::json& member(const nlohmann::json& tree, std::string_view path);

// A scalar as text, false and true as given; empty for all else.
std::string scalar(const nlohmann::json& value, std::string_view no = "false",
                   std::string_view yes = "true");

// Compact JSON text.
std::string to_text(const nlohmann::json& value);

}  // namespace flk
