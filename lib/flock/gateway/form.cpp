// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/gateway/form.hpp>

#include <algorithm>
#include <set>

#include <flock/base/encoding.hpp>
#include <flock/base/json_text.hpp>
#include <flock/base/utf8.hpp>

namespace flk {
namespace {

std::string decoded(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte =
        text[i] == '%' ? from_hex(text.substr(i + 1, 2)) : std::nullopt;
    if (byte && byte->size() == 1) {
      out += *byte;
      i += 2;
    } else {
      out += text[i] == '+' ? ' ' : text[i];
    }
  }
  return to_utf8(out);
}

}  // namespace

std::string json_of_form(std::string_view body) {
  std::string out = "{";
  std::set<std::string> names;
  while (!body.empty()) {
    const auto field = body.substr(0, body.find('&'));
    body.remove_prefix(std::min(field.size() + 1, body.size()));
    if (field.empty()) continue;
    const auto equals = std::min(field.find('='), field.size());
    const auto name = decoded(field.substr(0, equals));
    if (!names.insert(name).second) continue;
    if (out.size() > 1) out += ',';
    append_json_string(out, name);
    out += ':';
    append_json_string(
        out, decoded(field.substr(std::min(equals + 1, field.size()))));
  }
  return out + "}";
}

}  // namespace flk
