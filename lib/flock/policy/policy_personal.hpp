// SPDX-License-Identifier: GPL-3.0-or-later
// Which columns of osquery's tables hold what is about a person, or tells a
// laptop from all others: policy_personal.txt.

#pragma once

#include <span>
#include <string>
#include <string_view>

#include <flock/policy/policy_tables.hpp>

namespace flk {

// What `column` holds, such as "the name of an account"; empty where that is
// nothing personal. Of an expression by its name, or by what the query reads.
std::string_view personal_content(const QueryColumn& column);

// The same for a member of a result record, which passes as it is.
std::string_view personal_member(const std::string& name);

// A text such as a personal column has, and what in it must not be read.
struct PersonalSample {
  std::string_view text;
  std::string_view secret;
};

// Of a column that holds `what`, as personal_content() says it.
std::span<const PersonalSample> samples_of(std::string_view what);

}  // namespace flk
