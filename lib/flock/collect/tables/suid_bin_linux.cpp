// SPDX-License-Identifier: GPL-3.0-or-later
// suid_bin: files below osquery's folders that run with the rights of their
// owner (S) or their group (G). Where /bin is a link to /usr/bin a file comes
// under both names, as it does in osquery.

#include <array>
#include <string>

#include <flock/collect/accounts.hpp>
#include <flock/collect/tables/tables.hpp>

namespace flk {
namespace {

constexpr std::array kFolders{"/bin",      "/sbin",          "/usr/bin",
                              "/usr/sbin", "/usr/local/bin", "/usr/local/sbin",
                              "/tmp"};

class Walk {
 public:
  Walk(const TableContext& context, TableRows& rows)
      : context_(context),
        rows_(rows),
        users_(user_names(context)),
        groups_(group_names(context)) {}

  // As deep as a path can name.
  void folder(const std::string& path) {
    for (const auto& name : context_.names(path)) {
      const auto entry = path + "/" + name;
      auto info = context_.own_status(entry);
      if (info && S_ISDIR(info->st_mode)) {
        folder(entry);
        continue;
      }
      if (info && S_ISLNK(info->st_mode)) info = context_.status(entry);
      if (info) file(entry, *info);
    }
  }

 private:
  void file(const std::string& path, const struct stat& info) {
    if (!S_ISREG(info.st_mode) || (info.st_mode & (S_ISUID | S_ISGID)) == 0) {
      return;
    }
    std::string permissions;
    if ((info.st_mode & S_ISUID) != 0) permissions += 'S';
    if ((info.st_mode & S_ISGID) != 0) permissions += 'G';
    rows_.add({{"path", path},
               {"username", name_of(users_, info.st_uid)},
               {"groupname", name_of(groups_, info.st_gid)},
               {"permissions", permissions},
               {"pid_with_namespace", 0}});
  }

  static std::string name_of(const std::map<std::int64_t, std::string>& names,
                             std::int64_t id) {
    const auto name = names.find(id);
    return name == names.end() ? std::to_string(id) : name->second;
  }

  const TableContext& context_;
  TableRows& rows_;
  std::map<std::int64_t, std::string> users_;
  std::map<std::int64_t, std::string> groups_;
};

void generate(const TableContext& context, TableRows& rows) {
  Walk walk{context, rows};
  for (const auto* path : kFolders) walk.folder(path);
}

}  // namespace

const Table kSuidBinTable{"suid_bin",
                          {{"path"},
                           {"username"},
                           {"groupname"},
                           {"permissions"},
                           {"pid_with_namespace", kInteger, kHidden}},
                          {},
                          generate};

}  // namespace flk
