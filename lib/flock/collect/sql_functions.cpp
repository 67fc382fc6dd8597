// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/collect/sql_functions.hpp>

#include <sqlite3.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <new>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_set>

#include <flock/base/utf8.hpp>

namespace flk {
namespace {

using Arguments = sqlite3_value**;

// The text of an argument; nullopt for NULL.
std::optional<std::string_view> text_of(sqlite3_value* value) {
  const auto* text = sqlite3_value_text(value);
  if (text == nullptr) return std::nullopt;
  return std::string_view{reinterpret_cast<const char*>(text),
                          static_cast<std::size_t>(sqlite3_value_bytes(value))};
}

// As std::string_view::find(), in linear time.
std::size_t find(std::string_view text, std::string_view part) {
  const auto* found =
      ::memmem(text.data(), text.size(), part.data(), part.size());
  return found == nullptr ? std::string_view::npos
                          : static_cast<std::size_t>(
                                static_cast<const char*>(found) - text.data());
}

bool is_tail(char c) { return (static_cast<unsigned char>(c) & 0xc0) == 0x80; }

void return_text(sqlite3_context* context, std::string_view text) {
  sqlite3_result_text64(context, text.data(), text.size(), SQLITE_TRANSIENT,
                        SQLITE_UTF8);
}

// Bytes count in blobs, characters in text.
void instr(sqlite3_context* context, int, Arguments arguments) {
  const bool in_bytes = sqlite3_value_type(arguments[0]) == SQLITE_BLOB &&
                        sqlite3_value_type(arguments[1]) == SQLITE_BLOB;
  const auto text = text_of(arguments[0]);
  const auto part = text_of(arguments[1]);
  if (!text || !part) return;
  const auto at = part->empty() ? 0 : find(*text, *part);
  if (at == std::string_view::npos) {
    sqlite3_result_int64(context, 0);
    return;
  }
  const auto before = text->substr(0, at);
  const auto tails =
      in_bytes ? 0 : std::count_if(before.begin(), before.end(), is_tail);
  sqlite3_result_int64(context, static_cast<sqlite3_int64>(at) - tails + 1);
}

void replace(sqlite3_context* context, int, Arguments arguments) {
  const auto text = text_of(arguments[0]);
  const auto part = text_of(arguments[1]);
  const auto other = text_of(arguments[2]);
  if (!text || !part || !other) return;
  const auto max_bytes = static_cast<std::size_t>(sqlite3_limit(
      sqlite3_context_db_handle(context), SQLITE_LIMIT_LENGTH, -1));
  std::string out;
  std::string_view rest = *text;
  while (!part->empty() && out.size() <= max_bytes) {
    const auto at = find(rest, *part);
    if (at == std::string_view::npos) break;
    out += rest.substr(0, at);
    out += *other;
    rest.remove_prefix(at + part->size());
  }
  out += rest;
  return_text(context, out);
}

// The length of the character at the end.
std::size_t last_length(std::string_view text) {
  std::size_t length = 1;
  while (length < std::min<std::size_t>(4, text.size()) &&
         is_tail(text[text.size() - length])) {
    ++length;
  }
  return length;
}

template <bool kLeft, bool kRight>
void trim(sqlite3_context* context, int, Arguments arguments) {
  const auto given = text_of(arguments[0]);
  const auto set = text_of(arguments[1]);
  if (!given || !set) return;
  const auto first_length = [](std::string_view text) {
    return std::max<std::size_t>(utf8_sequence_length(text), 1);
  };
  std::unordered_set<std::string_view> characters;
  for (auto rest = *set; !rest.empty();) {
    characters.insert(rest.substr(0, first_length(rest)));
    rest.remove_prefix(first_length(rest));
  }
  auto text = *given;
  while (kLeft && !text.empty() &&
         characters.contains(text.substr(0, first_length(text)))) {
    text.remove_prefix(first_length(text));
  }
  while (kRight && !text.empty() &&
         characters.contains(text.substr(text.size() - last_length(text)))) {
    text.remove_suffix(last_length(text));
  }
  return_text(context, text);
}

using Function = void (*)(sqlite3_context*, int, Arguments);

// No exception may pass through SQLite.
template <Function kFunction>
void guarded(sqlite3_context* context, int count,
             Arguments arguments) noexcept {
  try {
    kFunction(context, count, arguments);
  } catch (const std::bad_alloc&) {
    sqlite3_result_error_nomem(context);
  }
}

struct Replacement {
  const char* name;
  int arguments;
  Function function;
};

constexpr std::array kReplacements{
    Replacement{"instr", 2, guarded<instr>},
    Replacement{"replace", 3, guarded<replace>},
    Replacement{"trim", 2, guarded<trim<true, true>>},
    Replacement{"ltrim", 2, guarded<trim<true, false>>},
    Replacement{"rtrim", 2, guarded<trim<false, true>>},
};

}  // namespace

void replace_slow_functions(sqlite3* db) {
  for (const auto& [name, arguments, function] : kReplacements) {
    sqlite3_create_function_v2(
        db, name, arguments,
        SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS, nullptr,
        function, nullptr, nullptr, nullptr);
  }
}

}  // namespace flk
