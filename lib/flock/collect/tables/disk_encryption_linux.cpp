// SPDX-License-Identifier: GPL-3.0-or-later
// disk_encryption: block devices in sysfs. One is encrypted when it is a
// dm-crypt target (cryptsetup names it so in dm/uuid), or when all that it lies
// on are. Unlike osquery's it needs no root, so `type` does not say the cipher.

#include <map>
#include <string>

#include <flock/collect/table_context.hpp>
#include <flock/collect/tables/tables.hpp>
#include <flock/collect/text_fields.hpp>

namespace flk {
namespace {

constexpr int kMaxLayers = 16;

struct Encryption {
  bool encrypted = false;
  std::string type;  // LUKS1, LUKS2, PLAIN, TCRYPT, BITLK
};

std::string file_name(const std::string& path) {
  return path.substr(path.find_last_of('/') + 1);
}

class BlockDevices {
 public:
  explicit BlockDevices(const TableContext& context) : context_(context) {
    for (const auto& link : context.names("/dev/disk/by-uuid")) {
      const auto device = context.resolved("/dev/disk/by-uuid/" + link);
      uuids_.try_emplace(file_name(device), link);
    }
  }

  // What lies at `path` of sysfs, or on what it lies.
  Encryption of(const std::string& path, int layers = 0) const {
    if (const auto own = own_encryption(path)) return *own;
    Encryption all;
    if (layers == kMaxLayers) return all;
    bool is_first = true;
    for (const auto& parent : parents(path)) {
      const auto below = of(parent, layers + 1);
      all.encrypted = below.encrypted && (is_first || all.encrypted);
      if (is_first) all.type = below.type;
      is_first = false;
    }
    if (!all.encrypted) all.type.clear();
    return all;
  }

  // Empty where nothing says it.
  std::string uuid_of(const std::string& name) const {
    const auto uuid = uuids_.find(name);
    return uuid == uuids_.end() ? "" : uuid->second;
  }

 private:
  // "CRYPT-LUKS2-UUID-NAME"; integrity and verity keep nothing secret.
  std::optional<Encryption> own_encryption(const std::string& path) const {
    const auto uuid = context_.read(path + "/dm/uuid").value_or("");
    const auto parts = fields(trimmed(uuid), '-');
    if (parts.size() < 2 || parts[0] != "CRYPT" || parts[1] == "VERITY" ||
        parts[1] == "INTEGRITY") {
      return std::nullopt;
    }
    return Encryption{true, std::string(parts[1])};
  }

  // A partition's disk is the folder it lies in, a mapped device's are slaves.
  std::vector<std::string> parents(const std::string& path) const {
    const auto above = path.substr(0, path.find_last_of('/'));
    if (file_name(above) != "block") return {above};
    std::vector<std::string> out;
    for (const auto& slave : context_.names(path + "/slaves")) {
      out.push_back(context_.resolved(path + "/slaves/" + slave));
    }
    return out;
  }

  const TableContext& context_;
  std::map<std::string, std::string> uuids_;  // by the device's name
};

void generate(const TableContext& context, TableRows& rows) {
  const BlockDevices devices{context};
  for (const auto& name : context.names("/sys/class/block")) {
    const auto path = context.resolved("/sys/class/block/" + name);
    if (!context.exists(path + "/uevent")) continue;
    const auto [encrypted, type] = devices.of(path);
    rows.add(
        {{"name", "/dev/" + name},
         {"uuid", devices.uuid_of(name)},
         {"encrypted", encrypted},
         {"type", type},
         {"encryption_status", encrypted ? "encrypted" : "not encrypted"}});
  }
}

}  // namespace

const Table kDiskEncryptionTable{"disk_encryption",
                                 {{"name"},
                                  {"uuid"},
                                  {"encrypted", kInteger},
                                  {"type"},
                                  {"encryption_status"}},
                                 {},
                                 generate};

}  // namespace flk
