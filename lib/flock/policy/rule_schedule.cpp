// SPDX-License-Identifier: GPL-3.0-or-later
// When a job of cron runs, crontab(5): what reads a crontab can take any line
// for a job, one that sets MAILTO or a password among them.

#include <re2/re2.h>

#include <flock/policy/rule.hpp>
#include <flock/policy/rule_generalize.hpp>

namespace flk {
namespace {

// What most fields are, for which the pattern is slow: "*" or a number.
bool is_plain(std::string_view text) {
  const auto digit = [&](std::size_t i) {
    return text[i] >= '0' && text[i] <= '9';
  };
  return text == "*" || (text.size() == 1 && digit(0)) ||
         (text.size() == 2 && digit(0) && text[0] < '6' && digit(1));
}

}  // namespace

void append_schedule(std::string& out, std::string_view text) {
  if (is_plain(text)) {
    out += text;
    return;
  }
  static const std::string value =
      "([0-5]?[0-9]|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec"
      "|sun|mon|tue|wed|thu|fri|sat)";
  // cron of Debian has a-b, */n and lists, others a~b as well: some time
  // between; a minus before the minute says that nothing is logged.
  static const std::string item =
      "([*~]|" + value + "([-~]" + value + "|~)?|~" + value + ")(/[0-9]{1,2})?";
  static const re2::RE2 schedule{"(?i)-?" + item + "(," + item +
                                 ")*|@(reboot|yearly|annually|monthly" +
                                 "|weekly|daily|midnight|hourly|every_minute)"};
  out += re2::RE2::FullMatch({text.data(), text.size()}, schedule) ? text
                                                                   : kMasked;
}

}  // namespace flk
