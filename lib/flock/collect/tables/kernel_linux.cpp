// SPDX-License-Identifier: GPL-3.0-or-later
// kernel_info and kernel_modules: /proc/version, /proc/cmdline, /proc/modules.

#include <string>

#include <flock/collect/table_context.hpp>
#include <flock/collect/tables/tables.hpp>
#include <flock/collect/text_fields.hpp>

namespace flk {
namespace {

constexpr std::string_view kImage = "BOOT_IMAGE=";
constexpr std::string_view kRoot = "root=";

void generate_info(const TableContext& context, TableRows& rows) {
  Value version, path, device;
  const auto signature = context.read("/proc/version").value_or("");
  const auto parts = words(signature);
  if (parts.size() > 2 && parts[1] == "version") version = parts[2];
  std::string others;
  const auto line = context.read("/proc/cmdline");
  for (const auto argument : words(line ? *line : std::string_view{})) {
    if (argument.starts_with(kImage)) {
      path = argument.substr(kImage.size());
    } else if (argument.starts_with(kRoot)) {
      device = argument.substr(kRoot.size());
    } else {
      if (!others.empty()) others += ' ';
      others += argument;
    }
  }
  rows.add({{"version", version},
            {"arguments", line ? Value{others} : Value{}},
            {"path", path},
            {"device", device}});
}

void generate_modules(const TableContext& context, TableRows& rows) {
  const auto text = context.read("/proc/modules").value_or("");
  for (const auto line : lines(text)) {
    const auto parts = words(line);
    if (parts.size() < 6) continue;
    auto used_by = parts[3];
    if (used_by.ends_with(',')) used_by.remove_suffix(1);
    rows.add({{"name", parts[0]},
              {"size", parts[1]},
              {"used_by", used_by},
              {"status", parts[4]},
              {"address", parts[5]}});
  }
}

}  // namespace

const Table kKernelInfoTable{"kernel_info",
                             {{"version"}, {"arguments"}, {"path"}, {"device"}},
                             {},
                             generate_info};

const Table kKernelModulesTable{
    "kernel_modules",
    {{"name"}, {"size", kBigint}, {"used_by"}, {"status"}, {"address"}},
    {},
    generate_modules};

}  // namespace flk
