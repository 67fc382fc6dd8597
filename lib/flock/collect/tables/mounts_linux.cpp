// SPDX-License-Identifier: GPL-3.0-or-later
// mounts: /proc/mounts, and statfs(2) of what is on this machine.

#include <sys/vfs.h>

#include <algorithm>
#include <array>
#include <string>

#include <flock/collect/table_context.hpp>
#include <flock/collect/tables/tables.hpp>
#include <flock/collect/text_fields.hpp>

namespace flk {
namespace {

// The kernel writes space, tab, line end and backslash as \ooo.
std::string unescaped(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const auto octal = text[0] == '\\' && text.size() > 3
                           ? integer(text.substr(1, 3), 8)
                           : std::nullopt;
    out += octal ? static_cast<char>(*octal) : text[0];
    text.remove_prefix(octal ? 4 : 1);
  }
  return out;
}

// Where statfs(2) can wait for a server, for ever if it is gone. autofs would
// mount what nobody asked for; osquery leaves that out as well.
bool can_wait(std::string_view type) {
  constexpr std::array<std::string_view, 13> kTypes{
      "9p",   "afs",    "autofs", "beegfs", "ceph",  "cifs", "glusterfs",
      "gfs2", "lustre", "ncpfs",  "nfs",    "smbfs", "smb3"};
  return std::find(kTypes.begin(), kTypes.end(), type) != kTypes.end() ||
         type.starts_with("fuse") || type.starts_with("nfs");
}

void add_mount(std::string_view line, const TableContext& context,
               TableRows& rows) {
  const auto parts = words(line, " ");
  if (parts.size() < 4) return;
  const auto device = unescaped(parts[0]);
  const auto path = unescaped(parts[1]);
  const bool is_path = device.starts_with('/');
  struct statfs sizes {};
  if (can_wait(parts[2]) ||
      ::statfs(context.on_disk(path).c_str(), &sizes) != 0) {
    sizes = {};
  }
  rows.add({{"device", device},
            {"device_alias", is_path ? context.resolved(device) : device},
            {"path", path},
            {"type", unescaped(parts[2])},
            {"blocks_size", sizes.f_bsize},
            {"blocks", sizes.f_blocks},
            {"blocks_free", sizes.f_bfree},
            {"blocks_available", sizes.f_bavail},
            {"inodes", sizes.f_files},
            {"inodes_free", sizes.f_ffree},
            {"flags", unescaped(parts[3])}});
}

void generate(const TableContext& context, TableRows& rows) {
  const auto text = context.read("/proc/mounts").value_or("");
  for (const auto line : lines(text)) add_mount(line, context, rows);
}

}  // namespace

const Table kMountsTable{"mounts",
                         {{"device"},
                          {"device_alias"},
                          {"path"},
                          {"type"},
                          {"blocks_size", kBigint},
                          {"blocks", kBigint},
                          {"blocks_free", kBigint},
                          {"blocks_available", kBigint},
                          {"inodes", kBigint},
                          {"inodes_free", kBigint},
                          {"flags"}},
                         {},
                         generate};

}  // namespace flk
