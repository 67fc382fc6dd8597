// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/collect/result_builder.hpp>

#include <algorithm>

#include <flock/base/utf8.hpp>

namespace flk {
namespace {

constexpr std::size_t kMarkBytes = 40;  // room for the mark

std::size_t bytes_of(const std::vector<std::string>& values) {
  std::size_t bytes = 0;
  for (const auto& value : values) bytes += value.size();
  return bytes;
}

}  // namespace

std::string bounded_text(std::string_view bytes, std::size_t max_bytes) {
  // No more of an endless value is looked at than can be kept.
  std::string text = to_utf8(bytes.substr(0, max_bytes + 4));
  if (bytes.size() <= max_bytes && text.size() <= max_bytes) return text;
  std::string cut(utf8_prefix(text, max_bytes - kMarkBytes));
  return cut + "... [cut, " + std::to_string(bytes.size()) + " bytes]";
}

void ResultBuilder::set_columns(const std::vector<std::string>& names) {
  auto& columns = result_.columns;
  for (const auto& name : names) {
    const auto text = bounded_text(name, options_.max_value_bytes);
    const auto same = std::find(columns.begin(), columns.end(), text);
    places_.push_back(static_cast<std::size_t>(same - columns.begin()));
    if (same == columns.end()) columns.push_back(text);
  }
}

bool ResultBuilder::add_row(const std::vector<std::string_view>& values) {
  if (result_.rows.size() == options_.max_rows) {
    return fail("more than " + std::to_string(options_.max_rows) + " rows");
  }
  std::vector<std::string> row(result_.columns.size());
  for (std::size_t i = 0; i < values.size(); ++i) {
    row[places_[i]] = bounded_text(values[i], options_.max_value_bytes);
  }
  if (bytes_of(row) > options_.max_row_bytes) {
    const auto share =
        std::max<std::size_t>(options_.max_row_bytes / row.size(), 64);
    for (std::size_t i = 0; i < values.size(); ++i) {
      row[places_[i]] =
          bounded_text(values[i], std::min(share, options_.max_value_bytes));
    }
  }
  bytes_ += bytes_of(row);
  if (bytes_ > options_.max_result_bytes) {
    return fail("more than " + std::to_string(options_.max_result_bytes) +
                " bytes of rows");
  }
  result_.rows.push_back(std::move(row));
  return true;
}

bool ResultBuilder::fail(std::string reason) {
  result_ = {};
  result_.failure = std::move(reason);
  return false;
}

}  // namespace flk
