// SPDX-License-Identifier: GPL-3.0-or-later
// When a job of cron runs, crontab(5): what reads a crontab can take any line
// for a job, one that sets MAILTO or a password among them.

#include <re2/re2.h>

#include <flock/policy/rule.hpp>
#include <flock/policy/rule_generalize.hpp>

namespace flk {

void append_schedule(std::string& out, std::string_view text) {
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
