// SPDX-License-Identifier: GPL-3.0-or-later
// deb_packages: dpkg's database, /var/lib/dpkg/status, deb-control(5). What is
// no longer installed but for its configuration is listed, as in osquery.

#include <map>
#include <string>

#include <flock/collect/table_context.hpp>
#include <flock/collect/tables/tables.hpp>
#include <flock/collect/text_fields.hpp>

namespace flk {
namespace {

constexpr const char* kFolder = "/var/lib/dpkg";
constexpr std::size_t kMaxBytes = 128 << 20;

// One paragraph's fields; lines that continue one are left out, no field of
// interest has any.
class Package {
 public:
  void add_line(std::string_view line) {
    if (line.starts_with(' ') || line.starts_with('\t')) return;
    if (const auto field = key_value(line, ':')) {
      fields_.try_emplace(field->key, field->value);
    }
  }

  std::string_view field(std::string_view name) const {
    const auto found = fields_.find(name);
    return found == fields_.end() ? std::string_view{} : found->second;
  }

  bool is_known() const {
    return !field("Package").empty() && !status().empty() &&
           !status().ends_with("not-installed");
  }
  std::string_view status() const { return field("Status"); }

  // [EPOCH:]UPSTREAM[-REVISION], deb-version(7).
  std::string_view revision() const {
    const auto version = field("Version");
    const auto dash = version.rfind('-');
    return dash == std::string_view::npos ? std::string_view{}
                                          : version.substr(dash + 1);
  }

 private:
  std::map<std::string_view, std::string_view> fields_;
};

void add_package(const Package& package, TableRows& rows) {
  if (!package.is_known()) return;
  rows.add({{"name", package.field("Package")},
            {"version", package.field("Version")},
            {"source", package.field("Source")},
            {"size", package.field("Installed-Size")},
            {"arch", package.field("Architecture")},
            {"revision", package.revision()},
            {"status", package.status()},
            {"maintainer", package.field("Maintainer")},
            {"section", package.field("Section")},
            {"priority", package.field("Priority")},
            {"admindir", kFolder},
            {"pid_with_namespace", 0}});
}

void generate(const TableContext& context, TableRows& rows) {
  const auto text =
      context.read(std::string(kFolder) + "/status", kMaxBytes).value_or("");
  Package package;
  for (const auto line : fields(text, '\n')) {
    if (!trimmed(line).empty()) {
      package.add_line(line);
    } else {
      add_package(package, rows);
      package = {};
    }
  }
  add_package(package, rows);
}

}  // namespace

const Table kDebPackagesTable{"deb_packages",
                              {{"name"},
                               {"version"},
                               {"source"},
                               {"size", kBigint},
                               {"arch"},
                               {"revision"},
                               {"status"},
                               {"maintainer"},
                               {"section"},
                               {"priority"},
                               {"admindir"},
                               {"pid_with_namespace", kInteger, kHidden},
                               {"mount_namespace_id", kText, kHidden}},
                              {},
                              generate};

}  // namespace flk
