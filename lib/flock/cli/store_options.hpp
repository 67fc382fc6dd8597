// SPDX-License-Identifier: GPL-3.0-or-later
// The options that say which store, of the tools that read or write one.

#pragma once

#include <flock/store/open.hpp>

namespace CLI {
class App;
}

namespace flk {

void declare_store_options(CLI::App& app, StoreOptions& options);

}  // namespace flk
