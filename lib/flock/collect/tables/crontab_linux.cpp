// SPDX-License-Identifier: GPL-3.0-or-later
// crontab: the jobs of cron, crontab(5). As osquery has it, the account in a
// system crontab is the first word of the command.

#include <array>
#include <string>

#include <flock/collect/table_context.hpp>
#include <flock/collect/tables/tables.hpp>
#include <flock/collect/text_fields.hpp>

namespace flk {
namespace {

// Of accounts under Red Hat's and under Debian's cron.
constexpr std::array kFolders{"/etc/cron.d", "/var/spool/cron",
                              "/var/spool/cron/crontabs"};

std::string joined(const std::vector<std::string_view>& parts,
                   std::size_t first) {
  std::string out;
  for (std::size_t i = first; i < parts.size(); ++i) {
    if (i > first) out += ' ';
    out += parts[i];
  }
  return out;
}

// Whether it sets a variable, "NAME = value" with or without white space and
// quotes around NAME. No job begins like that: a time has no '='.
bool is_assignment(std::string_view line) {
  const auto equals = line.find('=');
  if (equals == std::string_view::npos || equals == 0) return false;
  const auto name = trimmed(line.substr(0, equals));
  const bool quoted = name.size() > 1 && (name[0] == '"' || name[0] == '\'') &&
                      name.back() == name[0];
  return quoted || name.find_first_of(" \t") == std::string_view::npos;
}

// Lines that are too short for a job are none.
void add_line(std::string_view line, const std::string& path, TableRows& rows) {
  if (is_assignment(line)) return;
  const auto parts = words(line, " \t");
  if (parts[0].starts_with('@') && parts.size() > 1) {
    rows.add({{"event", parts[0]},
              {"command", joined(parts, 1)},
              {"path", path},
              {"pid_with_namespace", 0}});
  } else if (parts.size() > 5) {
    rows.add({{"minute", parts[0]},
              {"hour", parts[1]},
              {"day_of_month", parts[2]},
              {"month", parts[3]},
              {"day_of_week", parts[4]},
              {"command", joined(parts, 5)},
              {"path", path},
              {"pid_with_namespace", 0}});
  }
}

void generate(const TableContext& context, TableRows& rows) {
  std::vector<std::string> paths{"/etc/crontab"};
  for (const auto* folder : kFolders) {
    for (auto& path : context.files(folder)) paths.push_back(std::move(path));
  }
  for (const auto& path : paths) {
    const auto text = context.read(path).value_or("");
    for (const auto line : lines(text)) {
      if (!line.starts_with('#')) add_line(line, path, rows);
    }
  }
}

}  // namespace

const Table kCrontabTable{"crontab",
                          {{"event"},
                           {"minute"},
                           {"hour"},
                           {"day_of_month"},
                           {"month"},
                           {"day_of_week"},
                           {"command"},
                           {"path"},
                           {"pid_with_namespace", kInteger, kHidden}},
                          {},
                          generate};

}  // namespace flk
