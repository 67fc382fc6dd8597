// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/auth/user_name.hpp>

#include <algorithm>

#include <flock/base/utf8.hpp>

namespace flk {

bool has_only_name_characters(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           (c >= '0' && c <= '9') || c == '_' || c == '-';
  });
}

bool is_user_name(std::string_view text) {
  return !text.empty() && text.size() <= kMaxUserNameBytes &&
         has_only_name_characters(text);
}

std::string clean_display_name(std::string_view name) {
  constexpr std::string_view kDropped = "`{}!@#$%^&*_";
  std::string out;
  std::copy_if(name.begin(), name.end(), std::back_inserter(out), [&](char c) {
    return kDropped.find(c) == std::string_view::npos;
  });
  return std::string(utf8_prefix(out, kMaxDisplayNameBytes));
}

}  // namespace flk
