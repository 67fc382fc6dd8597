// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/gateway/media_type.hpp>

#include <algorithm>
#include <cctype>
#include <string>

namespace flk {
namespace {

std::string bare_type(std::string_view content_type) {
  std::string type(content_type.substr(0, content_type.find(';')));
  type.erase(0, type.find_first_not_of(" \t"));
  type.erase(type.find_last_not_of(" \t") + 1);
  std::transform(type.begin(), type.end(), type.begin(), [](unsigned char c) {
    return static_cast<char>(std::tolower(c));
  });
  return type;
}

}  // namespace

bool is_json_type(std::string_view content_type) {
  const auto type = bare_type(content_type);
  return type == "application/json" ||
         (type.starts_with("application/") && type.ends_with("+json"));
}

bool is_lines_type(std::string_view content_type) {
  return bare_type(content_type) == "application/x-ndjson";
}

bool is_form_type(std::string_view content_type) {
  return bare_type(content_type) == "application/x-www-form-urlencoded";
}

}  // namespace flk
