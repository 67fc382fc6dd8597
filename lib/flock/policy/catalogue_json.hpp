// SPDX-License-Identifier: GPL-3.0-or-later
// The built-in catalogue's text: catalogue.json as it lies in this folder.

#pragma once

#include <string_view>

namespace flk {

extern const std::string_view kCatalogueJson;

}  // namespace flk
