// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/certs/instances.hpp>

#include <flock/base/error.hpp>
#include <flock/base/file.hpp>
#include <flock/base/regular_file.hpp>

namespace flk {
namespace {

constexpr std::size_t kMaxFile = 1 << 20;

void append_list(std::string& yaml, const char* key,
                 const std::vector<std::string>& values) {
  if (values.empty()) return;
  yaml += std::string("    ") + key + ":\n";
  // Single quotes: a URI may hold a backslash, and none of them a LF.
  for (const auto& value : values) {
    yaml += "      - '";
    for (const char c : value) yaml += c == '\'' ? "''" : std::string(1, c);
    yaml += "'\n";
  }
}

// Adds `text` as what it looks like. Throws Error.
void add_name(AlternativeNames& names, const std::string& text) {
  if (auto ip = canonical_ip(text)) {
    names.add_ip(*std::move(ip));
  } else if ((text.find("://") != std::string::npos ||
              text.starts_with("urn:")) &&
             uri_refusal(text).empty()) {
    names.add_uri(text);
  } else if (text.find('@') != std::string::npos &&
             email_refusal(text).empty()) {
    names.add_email(text);
  } else if (const auto reason = dns_name_refusal(text); reason.empty()) {
    names.add_dns(text);
  } else {
    throw Error(ErrorKind::config,
                quoted(text) + " is neither an IP address nor a DNS name: it " +
                    reason);
  }
}

}  // namespace

const Instance* Instances::find(const std::string& file) const {
  for (const auto& instance : list) {
    if (instance.file == file) return &instance;
  }
  return nullptr;
}

std::optional<Instances> load_instances(const std::string& path) {
  // A FIFO of the name that nobody chose would be waited for.
  const auto yaml = path == kInstancesFile
                        ? read_regular_file_if_exists(path, kMaxFile)
                        : read_file_if_exists(path, kMaxFile);
  if (!yaml) return std::nullopt;
  return parse_instances(*yaml, path);
}

Instance instance_of(const std::string& name,
                     const std::vector<std::string>& names, Role role) {
  if (const auto reason = file_name_refusal(name); !reason.empty()) {
    throw Error(ErrorKind::config, "cannot make a certificate for " +
                                       quoted(name) + ": the name " + reason);
  }
  Instance instance;
  instance.name = name;
  instance.file = name;
  instance.role = role;
  for (const auto& text : names) add_name(instance.names, text);
  return instance;
}

std::string instances_yaml(const Instance& instance) {
  std::string yaml = "instances:\n  - name: '" + instance.name + "'\n";
  append_list(yaml, "dns", instance.names.dns);
  append_list(yaml, "ip", instance.names.ip);
  append_list(yaml, "email", instance.names.email);
  append_list(yaml, "uri", instance.names.uri);
  if (instance.role != Role::server) {
    yaml += "    role: " + role_name(instance.role) + "\n";
  }
  return yaml;
}

}  // namespace flk
