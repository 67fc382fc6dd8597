// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/certs/instances.hpp>

#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <cctype>
#include <map>

#include <flock/base/error.hpp>
#include <flock/base/file.hpp>
#include <flock/base/utf8.hpp>

namespace flk {
namespace {

constexpr std::size_t kMaxFile = 1 << 20;

std::string lower_case(std::string text) {
  for (char& c : text) {
    c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  }
  return text;
}

class InstancesReader {
 public:
  explicit InstancesReader(const std::string& path) : path_(path) {}

  Instances read(std::string_view yaml) {
    if (!is_utf8(yaml)) fail_file("it is not UTF-8");
    try {
      const auto documents = YAML::LoadAll(std::string(yaml));
      if (documents.size() != 1) fail_file("it is not one YAML document");
      return read_document(documents[0]);
    } catch (const YAML::Exception& error) {
      fail(error.mark, error.msg);
    }
  }

 private:
  // `reason` follows the file's name.
  [[noreturn]] void fail_file(const std::string& reason) const {
    throw Error(ErrorKind::config,
                "cannot read instances from " + quoted(path_) + ": " + reason,
                "flock-certs(1) shows the format");
  }

  [[noreturn]] void fail(const YAML::Mark& mark,
                         const std::string& reason) const {
    fail_file("line " + std::to_string(mark.line + 1) + ": " + reason);
  }

  // Calls visit(key, node of the key, value) for each member.
  template <typename Visit>
  void for_each_member(const YAML::Node& map, const char* what,
                       Visit visit) const {
    if (!map.IsMap()) fail(map.Mark(), std::string(what) + " is not a mapping");
    std::vector<std::string> seen;
    for (const auto& member : map) {
      const auto& key = member.first.Scalar();
      if (!member.first.IsScalar()) {
        fail(member.first.Mark(), "a member's name is not plain text");
      }
      if (std::find(seen.begin(), seen.end(), key) != seen.end()) {
        fail(member.first.Mark(), quoted(key) + " is there twice");
      }
      seen.push_back(key);
      visit(key, member.first, member.second);
    }
  }

  Instances read_document(const YAML::Node& document) {
    if (document.IsNull()) fail_file("it is empty");
    Instances instances;
    for_each_member(document, "the document",
                    [&](const std::string& key, const YAML::Node& at,
                        const YAML::Node& value) {
                      if (key != "instances") fail_unknown(key, at);
                      instances = read_list(at, value);
                    });
    if (instances.empty()) fail_file("it names no instances");
    return instances;
  }

  Instances read_list(const YAML::Node& at, const YAML::Node& list) {
    if (!list.IsSequence()) fail(at.Mark(), "'instances' is not a list");
    Instances instances;
    std::map<std::string, int> lines;
    for (const auto& node : list) {
      auto instance = read_instance(node);
      const int line = node.Mark().line + 1;
      // Some file systems tell no case.
      const auto [other, is_new] =
          lines.emplace(lower_case(instance.file), line);
      if (!is_new) {
        fail(node.Mark(), "the files of " + quoted(instance.file) +
                              " are those of line " +
                              std::to_string(other->second));
      }
      instances.push_back(std::move(instance));
    }
    return instances;
  }

  Instance read_instance(const YAML::Node& node) {
    Instance instance;
    for_each_member(node, "an instance",
                    [&](const std::string& key, const YAML::Node& at,
                        const YAML::Node& value) {
                      read_member(instance, key, at, value);
                    });
    if (instance.name.empty()) fail(node.Mark(), "an instance has no 'name'");
    if (instance.file.empty()) use_name_for_files(instance, node);
    if (instance.names.dns.empty() && instance.names.ip.empty()) {
      fail(node.Mark(), "instance " + quoted(instance.name) +
                            " has neither 'dns' nor 'ip', and nobody takes "
                            "a server's certificate without");
    }
    return instance;
  }

  void use_name_for_files(Instance& instance, const YAML::Node& node) const {
    const auto reason = file_name_refusal(instance.name);
    if (!reason.empty()) {
      fail(node.Mark(), "'name' " + quoted(instance.name) +
                            " cannot name its files, give it a 'filename': "
                            "it " +
                            reason);
    }
    instance.file = instance.name;
  }

  void read_member(Instance& instance, const std::string& key,
                   const YAML::Node& at, const YAML::Node& value) {
    auto& names = instance.names;
    if (key == "name") {
      instance.name = text(key, at, value, common_name_refusal);
    } else if (key == "filename") {
      instance.file = text(key, at, value, file_name_refusal);
    } else if (key == "dns") {
      for_each_item(key, at, value, dns_name_refusal,
                    [&](const std::string& name) { names.add_dns(name); });
    } else if (key == "ip") {
      for_each_item(key, at, value, ip_refusal, [&](const std::string& ip) {
        names.add_ip(*canonical_ip(ip));
      });
    } else if (key == "cn") {
      for_each_item(key, at, value, common_name_refusal,
                    [&](const std::string& name) { names.add_cn(name); });
    } else {
      fail_unknown(key, at);
    }
  }

  static std::string ip_refusal(std::string_view text) {
    return canonical_ip(text) ? "" : "is not an IP address";
  }

  using Refusal = std::string (*)(std::string_view);

  std::string text(const std::string& key, const YAML::Node& at,
                   const YAML::Node& value, Refusal refusal) const {
    if (!value.IsScalar()) fail(at.Mark(), "'" + key + "' is not plain text");
    const auto reason = refusal(value.Scalar());
    if (!reason.empty()) {
      fail(value.Mark(),
           "'" + key + "' " + quoted(value.Scalar()) + " " + reason);
    }
    return value.Scalar();
  }

  // A single value counts as a list of one, as elasticsearch-certgen has it.
  template <typename Add>
  void for_each_item(const std::string& key, const YAML::Node& at,
                     const YAML::Node& value, Refusal refusal, Add add) const {
    if (value.IsScalar()) {
      add(text(key, at, value, refusal));
      return;
    }
    if (!value.IsSequence()) fail(at.Mark(), "'" + key + "' is not a list");
    for (const auto& item : value) add(text(key, at, item, refusal));
  }

  [[noreturn]] void fail_unknown(const std::string& key,
                                 const YAML::Node& at) const {
    fail(at.Mark(), "unknown member " + quoted(key));
  }

  const std::string& path_;
};

void append_list(std::string& yaml, const char* key,
                 const std::vector<std::string>& values) {
  if (values.empty()) return;
  yaml += std::string("    ") + key + ":\n";
  for (const auto& value : values) yaml += "      - \"" + value + "\"\n";
}

}  // namespace

Instances parse_instances(std::string_view yaml, const std::string& path) {
  return InstancesReader{path}.read(yaml);
}

std::optional<Instances> load_instances(const std::string& path) {
  const auto yaml = read_file_if_exists(path, kMaxFile);
  if (!yaml) return std::nullopt;
  return parse_instances(*yaml, path);
}

Instance instance_of(const std::string& name,
                     const std::vector<std::string>& dns_or_ip) {
  if (const auto reason = file_name_refusal(name); !reason.empty()) {
    throw Error(ErrorKind::config, "cannot make a certificate for " +
                                       quoted(name) + ": the name " + reason);
  }
  Instance instance{name, name, {}};
  for (const auto& text : dns_or_ip) {
    if (auto ip = canonical_ip(text)) {
      instance.names.add_ip(*std::move(ip));
    } else if (const auto reason = dns_name_refusal(text); reason.empty()) {
      instance.names.add_dns(text);
    } else {
      throw Error(ErrorKind::config,
                  quoted(text) +
                      " is neither an IP address nor a DNS name: it " + reason);
    }
  }
  return instance;
}

std::string instances_yaml(const Instance& instance) {
  // No name or address has a character that needs an escape in quotes.
  std::string yaml = "instances:\n  - name: \"" + instance.name + "\"\n";
  append_list(yaml, "dns", instance.names.dns);
  append_list(yaml, "ip", instance.names.ip);
  return yaml;
}

}  // namespace flk
