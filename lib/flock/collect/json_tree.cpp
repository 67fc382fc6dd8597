// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/collect/json_tree.hpp>

#include <nlohmann/json.hpp>

#include <flock/base/utf8.hpp>
#include <flock/collect/text_fields.hpp>

namespace flk {
namespace {

constexpr int kMaxDepth = 64;

}  // namespace

std::string json_to_utf8(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    const auto length = utf8_sequence_length(text);
    if (length == 0) {
      out += '\\';
      append_byte_escapes(out, text.substr(0, 1));
    } else {
      out += text.substr(0, length);
    }
    text.remove_prefix(length == 0 ? 1 : length);
  }
  return out;
}

nlohmann::json parse_tree(std::string_view text) {
  const auto not_too_deep = [](int depth, nlohmann::json::parse_event_t,
                               nlohmann::json&) { return depth <= kMaxDepth; };
  constexpr bool kThrow = false;
  constexpr bool kSkipComments = true;
  auto tree = nlohmann::json::parse(json_to_utf8(text), not_too_deep, kThrow,
                                    kSkipComments);
  return tree.is_discarded() ? nlohmann::json{} : tree;
}

const nlohmann::json& member(const nlohmann::json& tree,
                             std::string_view path) {
  static const nlohmann::json kNull;
  const nlohmann::json* at = &tree;
  for (const auto key : fields(path, '.')) {
    if (!at->is_object()) return kNull;
    const auto found = at->find(key);
    if (found == at->end()) return kNull;
    at = &*found;
  }
  return *at;
}

std::string scalar(const nlohmann::json& value, std::string_view no,
                   std::string_view yes) {
  if (value.is_string()) return value.get<std::string>();
  if (value.is_boolean()) return std::string(value.get<bool>() ? yes : no);
  return value.is_number() ? value.dump() : "";
}

std::string to_text(const nlohmann::json& value) { return value.dump(); }

}  // namespace flk
