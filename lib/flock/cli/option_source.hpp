// SPDX-License-Identifier: GPL-3.0-or-later
// Where an option's value comes from: the command line beats the environment,
// which beats the configuration file.

#pragma once

#include <CLI/CLI.hpp>
#include <functional>
#include <string>
#include <vector>

namespace flk {

// Whether the command line, `given`, has the option, of whichever verb.
bool is_given(const CLI::Option& option, const std::vector<std::string>& given);

bool is_in_environment(const CLI::Option& option);

using IsSet = std::function<bool(const CLI::Option&)>;

// Whether it, or what it needs, contradicts an option that `is_set` by a source
// that wins over its own.
bool is_overruled(const CLI::Option& option, const IsSet& is_set);

}  // namespace flk
