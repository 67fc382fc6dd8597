// SPDX-License-Identifier: GPL-3.0-or-later
// Records that a store refuses for their shape: kept as text in an index of
// their own, and given back as they came. flock-record(5), INDEX.

#pragma once

#include <string>
#include <string_view>

#include <flock/store/index_name.hpp>

namespace flk {

// What is stored in kRefusedIndex for a record that has the gateway's members.
std::string refused_record(std::string_view stamped, std::string_view reason);

// The same with another text than that of `stamped`, whose members it takes.
std::string refused_text(std::string_view stamped, std::string_view raw,
                         std::string_view reason);

// The same for one that is too long for the store: only its beginning is kept,
// which any store takes.
std::string cut_record(std::string_view stamped, std::string_view reason);

// The record out of that, with the gateway's members set. What is none comes
// back as it is.
std::string original_of_refused(std::string_view stored);

}  // namespace flk
