// SPDX-License-Identifier: GPL-3.0-or-later
// A row as a result record, flock-record(5).

#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <flock/base/clock.hpp>

namespace flk {

struct ResultRecord {
  std::string_view twig;
  std::string_view host_identifier;
  Milliseconds time{0};
  std::uint64_t epoch = 0;
  std::uint64_t counter = 0;
  std::string_view columns;  // JSON text
  std::string_view action;   // added, removed
  std::string_view cursor;   // empty: none (a preview)
  std::string_view rules;
};

std::string result_record(const ResultRecord& record);

// A row as the JSON text of a record's `columns`: every value a string. Both
// are UTF-8 and of one length.
std::string columns_text(const std::vector<std::string>& columns,
                         const std::vector<std::string>& values);

}  // namespace flk
