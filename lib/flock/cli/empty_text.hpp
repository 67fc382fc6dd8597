// SPDX-License-Identifier: GPL-3.0-or-later
// Empty texts for options, which an unset variable of a shell leaves: none
// means anything, and taken for "not given" one would choose the built-in
// policy, or check nothing.

#pragma once

#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace flk {

// Throws CLI::ValidationError where `given`, the command line, has --NAME= and
// nothing behind it: CLI11 would take the next word for the value. Before the
// parse.
void refuse_empty_words(const std::vector<std::string>& given);

// Throws CLI::ValidationError, naming it, where an option or argument of `app`
// or of its verb that was chosen has an empty text, by whichever source. After
// the parse.
void refuse_empty_texts(const CLI::App& app);

}  // namespace flk
