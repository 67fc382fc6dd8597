// SPDX-License-Identifier: GPL-3.0-or-later
// etc_hosts: the lines of /etc/hosts, hosts(5).

#include <string>

#include <flock/collect/table_context.hpp>
#include <flock/collect/tables/tables.hpp>
#include <flock/collect/text_fields.hpp>

namespace flk {
namespace {

// A comment may begin inside of a word.
void add_line(std::string_view line, TableRows& rows) {
  const auto parts = words(line.substr(0, line.find('#')));
  if (parts.empty()) return;
  std::string names;
  for (std::size_t i = 1; i < parts.size(); ++i) {
    if (!names.empty()) names += ' ';
    names += parts[i];
  }
  const auto hostnames = parts.size() > 1 ? Value{names} : Value{};
  rows.add({{"address", parts[0]},
            {"hostnames", hostnames},
            {"pid_with_namespace", 0}});
}

void generate(const TableContext& context, TableRows& rows) {
  const auto text = context.read("/etc/hosts").value_or("");
  for (const auto line : lines(text)) add_line(line, rows);
}

}  // namespace

const Table kEtcHostsTable{
    "etc_hosts",
    {{"address"}, {"hostnames"}, {"pid_with_namespace", kInteger, kHidden}},
    {},
    generate};

}  // namespace flk
