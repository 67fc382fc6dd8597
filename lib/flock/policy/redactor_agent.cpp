// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/policy/redactor_agent.hpp>

#include <algorithm>
#include <array>

#include <flock/base/encoding.hpp>
#include <flock/record/record.hpp>

namespace flk {
namespace {

// The catalogue's bound, since an id names a file.
constexpr std::size_t kMaxTwigBytes = 100;

bool is_text(const JsonValue& value) { return value.is_string(); }

bool is_count(const JsonValue& value) {
  const auto number = value.integer();
  return number && *number >= 0;
}

bool is_twig_id(const JsonValue& value) {
  const auto id = value.decoded();
  return !id.empty() && id.size() <= kMaxTwigBytes &&
         std::all_of(id.begin(), id.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                  (c >= '0' && c <= '9') || c == '_' || c == '-';
         });
}

bool is_twig_ids(const JsonValue& value) {
  for (const auto element : value.elements()) {
    if (!is_twig_id(element)) return false;
  }
  return value.type() == JsonType::array;
}

bool is_counts_by_twig(const JsonValue& value) {
  for (const auto member : value.members()) {
    if (!is_twig_id(member.key) || !is_count(member.value)) return false;
  }
  return value.type() == JsonType::object;
}

bool is_reason(const JsonValue& value) {
  return value.equals("refused") || value.equals("withdrawn") ||
         value.equals("unread");
}

bool is_stream(const JsonValue& value) {
  constexpr std::size_t kDigits = 32;
  const auto text = value.decoded();
  return text.size() == kDigits &&
         text.find_first_not_of("0123456789abcdef") == std::string::npos;
}

bool is_seqs(const JsonValue& value) {
  for (const auto element : value.elements()) {
    if (element.integer().value_or(0) < 1) return false;
  }
  return value.type() == JsonType::array;
}

bool is_digest(const JsonValue& value) {
  constexpr std::size_t kBytes = 32;
  const auto bytes = from_base64url(value.decoded());
  return bytes && bytes->size() == kBytes;
}

bool is_public_key(const JsonValue& value) {
  constexpr std::size_t kBytes = 2 + 8 + 32;
  const auto bytes = from_base64(value.decoded());
  return bytes && bytes->size() == kBytes && bytes->starts_with("Ed");
}

struct AgentMember {
  std::string_view type;
  std::string_view key;
  bool (*is_valid)(const JsonValue& value);
  bool required = true;
};

constexpr std::array<AgentMember, 12> kMembers{{
    {"twigs_enabled", "twig_ids", is_twig_ids},
    {"twigs_disabled", "twig_ids", is_twig_ids},
    {"flock_run", "rows", is_counts_by_twig},
    {"flock_run", "failures", is_counts_by_twig},
    {"flock_loss", "count", is_count},
    {"flock_loss", "reason", is_reason},
    {"flock_loss", "stream", is_stream, false},
    {"flock_loss", "seqs", is_seqs, false},
    {"flock_loss", "digest", is_digest, false},
    {"flock_key", "public_key", is_public_key},
    {"user_registered", "name", is_text, false},
    {"user_already_exists", "name", is_text, false},
}};

constexpr std::array<AgentMember, 3> kCommonMembers{{
    {"", "type", is_text},
    {"", "timestamp", is_count},
    {"", "hostIdentifier", is_text},
}};

// Made by the gateway, with a name that is free text.
bool is_gateways(std::string_view type) {
  return type == "user_registered" || type == "user_already_exists";
}

std::string wrong(std::string_view type, std::string_view key) {
  return "a " + std::string(type) + " record whose '" + std::string(key) +
         "' is not as flock-record(5) has it";
}

}  // namespace

bool is_agent_member(std::string_view type, const JsonValue& key) {
  const auto is_key = [&](const AgentMember& member) {
    return (member.type.empty() || member.type == type) &&
           key.equals(member.key);
  };
  return std::any_of(kCommonMembers.begin(), kCommonMembers.end(), is_key) ||
         std::any_of(kMembers.begin(), kMembers.end(), is_key);
}

std::optional<std::string> agent_record_fault(std::string_view type,
                                              const JsonValue& object) {
  if (is_gateways(type) && !object.find(kIngestedMember)) {
    return "a " + std::string(type) + " record that no gateway has stored";
  }
  const auto is_wrong = [&](const AgentMember& member) {
    const auto value = object.find(member.key);
    return value ? !member.is_valid(*value) : member.required;
  };
  for (const auto& member : kCommonMembers) {
    if (is_wrong(member)) return wrong(type, member.key);
  }
  for (const auto& member : kMembers) {
    if (member.type == type && is_wrong(member)) return wrong(type, member.key);
  }
  return std::nullopt;
}

}  // namespace flk
