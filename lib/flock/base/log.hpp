// SPDX-License-Identifier: GPL-3.0-or-later
// Messages for people, on standard error: one line each, as text or as JSON.
// No token, no key and no record content belongs in one.

#pragma once

#include <cstdint>
#include <initializer_list>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>

#include <flock/base/clock.hpp>

namespace flk {

enum class LogLevel { debug, info, warning, error };

enum class LogFormat {
  tool,    // flock-send: message
  daemon,  // 2026-11-23T07:00:00.000Z info message key=value
  json,    // {"time":…,"level":…,"tool":…,"message":…,"key":"value"}
};

class Log {
 public:
  // Text, or a number, which JSON has as one.
  struct Field {
    Field(std::string_view name, std::string text)
        : key(name), value(std::move(text)) {}
    Field(std::string_view name, std::uint64_t number)
        : key(name), value(std::to_string(number)), is_number(true) {}

    std::string_view key;
    std::string value;
    bool is_number = false;
  };

  // Messages below `least` are not written. `fd` stays the caller's.
  Log(std::string tool, LogFormat format, LogLevel least, int fd = 2);

  void debug(std::string_view message,
             std::initializer_list<Field> fields = {});
  void info(std::string_view message, std::initializer_list<Field> fields = {});
  void warning(std::string_view message,
               std::initializer_list<Field> fields = {});
  void error(std::string_view message,
             std::initializer_list<Field> fields = {});

  LogFormat format() const { return format_; }
  bool writes(LogLevel level) const { return level >= least_; }

 private:
  void write(LogLevel level, std::string_view message,
             std::initializer_list<Field> fields);

  std::string tool_;
  LogFormat format_;
  LogLevel least_;
  int fd_;
  std::mutex mutex_;  // one line at a time from many threads
};

}  // namespace flk
