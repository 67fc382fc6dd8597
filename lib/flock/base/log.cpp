// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/base/log.hpp>

#include <unistd.h>

#include <algorithm>

#include <flock/base/error.hpp>
#include <flock/base/json_text.hpp>
#include <flock/base/utf8.hpp>

namespace flk {
namespace {

constexpr std::string_view kNames[] = {"debug", "info", "warning", "error"};

std::string_view name_of(LogLevel level) {
  return kNames[static_cast<int>(level)];
}

// Whether `value` can stand in a line of key=value pairs without quotes.
bool is_plain(std::string_view value) {
  return !value.empty() && std::all_of(value.begin(), value.end(), [](char c) {
    return c > ' ' && c < 0x7f && c != '\'';
  });
}

void append_key(std::string& line, std::string_view key) {
  if (line.back() != '{') line += ',';
  append_json_string(line, to_utf8(key));
  line += ':';
}

void append_member(std::string& line, std::string_view key,
                   std::string_view value) {
  append_key(line, key);
  append_json_string(line, to_utf8(value));
}

void append_field(std::string& line, const Log::Field& field) {
  if (!field.is_number) return append_member(line, field.key, field.value);
  append_key(line, field.key);
  line += field.value;
}

std::string json_line(LogLevel level, std::string_view tool,
                      std::string_view message,
                      std::initializer_list<Log::Field> fields) {
  std::string line = "{";
  append_member(line, "time", format_rfc3339(system_clock().now()));
  append_member(line, "level", name_of(level));
  append_member(line, "tool", tool);
  append_member(line, "message", message);
  for (const auto& field : fields) append_field(line, field);
  return line + "}\n";
}

std::string text_line(LogLevel level, LogFormat format, std::string_view tool,
                      std::string_view message,
                      std::initializer_list<Log::Field> fields) {
  std::string line;
  if (format == LogFormat::daemon) {
    line = format_rfc3339(system_clock().now()) + ' ';
    line += name_of(level);
    line += ' ';
  } else {
    line = std::string(tool) + ": ";
  }
  line += message;
  for (const auto& field : fields) {
    line += ' ';
    line += field.key;
    line += '=';
    line += is_plain(field.value) ? field.value : quoted(field.value);
  }
  return line + '\n';
}

}  // namespace

Log::Log(std::string tool, LogFormat format, LogLevel least, int fd)
    : tool_(std::move(tool)), format_(format), least_(least), fd_(fd) {}

void Log::debug(std::string_view message, std::initializer_list<Field> fields) {
  write(LogLevel::debug, message, fields);
}

void Log::info(std::string_view message, std::initializer_list<Field> fields) {
  write(LogLevel::info, message, fields);
}

void Log::warning(std::string_view message,
                  std::initializer_list<Field> fields) {
  write(LogLevel::warning, message, fields);
}

void Log::error(std::string_view message, std::initializer_list<Field> fields) {
  write(LogLevel::error, message, fields);
}

void Log::write(LogLevel level, std::string_view message,
                std::initializer_list<Field> fields) {
  if (!writes(level)) return;
  std::string line = format_ == LogFormat::json
                         ? json_line(level, tool_, message, fields)
                         : text_line(level, format_, tool_, message, fields);
  // Where a progress line may stand, in its place; the next stands below.
  if (format_ == LogFormat::tool && ::isatty(fd_) != 0) {
    line.insert(0, "\r\033[K");
  }
  const std::lock_guard lock{mutex_};
  // A message that cannot be written has nowhere to be reported.
  [[maybe_unused]] const auto count = ::write(fd_, line.data(), line.size());
}

}  // namespace flk
