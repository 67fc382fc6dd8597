// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/elasticsearch/bulk.hpp>

#include <flock/base/json_text.hpp>
#include <flock/record/json.hpp>

namespace flk {
namespace {

std::string text_of(const JsonValue& object, std::string_view key) {
  const auto value = object.find(key);
  return value ? value->decoded() : std::string();
}

void append_action(std::string& body, std::string_view action,
                   std::string_view index, std::string_view id) {
  body += action;
  append_json_string(body, index);
  body += ",\"_id\":";
  append_json_string(body, id);
  body += "}}\n";
}

// {"create":{"status":201}} or {"create":{"status":400,"error":{...}}}
BulkItem item_of(const JsonValue& element) {
  BulkItem item;
  for (const auto operation : element.members()) {
    if (const auto status = operation.value.find("status")) {
      item.status = static_cast<int>(status->integer().value_or(0));
    }
    if (const auto error = operation.value.find("error")) {
      item.type = text_of(*error, "type");
      item.reason = text_of(*error, "reason");
    }
  }
  return item;
}

}  // namespace

void append_create(std::string& body, std::string_view index,
                   std::string_view id, std::string_view document) {
  append_action(body, "{\"create\":{\"_index\":", index, id);
  body += document;
  body += '\n';
}

void append_delete(std::string& body, std::string_view index,
                   std::string_view id) {
  append_action(body, "{\"delete\":{\"_index\":", index, id);
}

std::optional<std::vector<BulkItem>> parse_bulk_answer(std::string_view answer,
                                                       std::size_t count) {
  JsonParser parser;
  const auto object = parser.parse(answer);
  const auto items = object ? object->find("items") : std::nullopt;
  if (!items) return std::nullopt;
  std::vector<BulkItem> out;
  for (const auto element : items->elements()) {
    out.push_back(item_of(element));
    if (out.back().status == 0) return std::nullopt;
  }
  if (out.size() != count) return std::nullopt;
  return out;
}

std::string error_type(std::string_view answer) {
  JsonParser parser;
  const auto object = parser.parse(answer);
  const auto error = object ? object->find("error") : std::nullopt;
  return error ? text_of(*error, "type") : std::string();
}

}  // namespace flk
