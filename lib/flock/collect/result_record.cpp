// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/collect/result_record.hpp>

#include <flock/base/json_text.hpp>

namespace flk {

std::string result_record(const ResultRecord& record) {
  const auto seconds = record.time.count() / 1000;
  std::string line =
      "{\"name\":" + json_string(record.twig) +
      ",\"hostIdentifier\":" + json_string(record.host_identifier) +
      ",\"calendarTime\":" + json_string(format_calendar_time(record.time)) +
      ",\"unixTime\":" + std::to_string(seconds) +
      ",\"epoch\":" + std::to_string(record.epoch) +
      ",\"counter\":" + std::to_string(record.counter) +
      ",\"numerics\":false,\"columns\":";
  line += record.columns;
  line += ",\"action\":" + json_string(record.action) + ",\"flock\":{";
  if (!record.cursor.empty()) {
    line += "\"cursor\":" + json_string(record.cursor) + ",";
  }
  return line + "\"rules\":" + json_string(record.rules) + "}}";
}

std::string columns_text(const std::vector<std::string>& columns,
                         const std::vector<std::string>& values) {
  std::string text = "{";
  for (std::size_t i = 0; i < columns.size(); ++i) {
    if (i > 0) text += ',';
    append_json_string(text, columns[i]);
    text += ':';
    append_json_string(text, values[i]);
  }
  return text + "}";
}

}  // namespace flk
