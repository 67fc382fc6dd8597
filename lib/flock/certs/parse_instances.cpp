// SPDX-License-Identifier: GPL-3.0-or-later

#include <cctype>
#include <charconv>
#include <map>

#include <flock/base/error.hpp>
#include <flock/certs/instances.hpp>
#include <flock/certs/yaml_reader.hpp>

namespace flk {
namespace {

using Member = YamlReader::Member;

std::string lower_case(std::string text) {
  for (char& c : text) {
    c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  }
  return text;
}

std::string refused_unless(bool ok, const char* reason) {
  return ok ? "" : reason;
}

std::optional<int> days_in(std::string_view text) {
  int days = 0;
  const auto* end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, days);
  if (error != std::errc{} || rest != end || days < 1 || days > kMaxDays) {
    return std::nullopt;
  }
  return days;
}

std::string days_refusal(std::string_view text) {
  return refused_unless(days_in(text).has_value(),
                        "is not a number of days from 1 to 36500");
}

std::string key_type_refusal(std::string_view text) {
  return refused_unless(parse_key_type(text).has_value(),
                        "is none of P-256, P-384, Ed25519, RSA-2048, RSA-3072 "
                        "and so on to RSA-8192");
}

std::string role_refusal(std::string_view text) {
  return refused_unless(parse_role(text).has_value(),
                        "is none of server, client and both");
}

std::string ip_refusal(std::string_view text) {
  return refused_unless(canonical_ip(text).has_value(), "is not an IP address");
}

std::string network_refusal(std::string_view text) {
  return refused_unless(network_bytes(text).has_value(),
                        "is not a network such as 192.0.2.0/24");
}

// Of constraints, which say nothing about single labels.
std::string domain_refusal(std::string_view text) {
  if (text.starts_with("*")) return "has a '*': all below it is meant anyway";
  return dns_name_refusal(text);
}

class InstancesReader {
 public:
  explicit InstancesReader(const std::string& path) : yaml_(path) {}

  Instances read(std::string_view text) {
    try {
      return read_document(yaml_.document(text));
    } catch (const YAML::Exception& error) {
      yaml_.fail(error.mark, error.msg);
    }
  }

 private:
  Instances read_document(const YAML::Node& document) {
    if (document.IsNull()) yaml_.fail_file("it is empty");
    Instances instances;
    yaml_.for_each_member(document, "the document", [&](const Member& member) {
      if (member.key == "instances") {
        instances.list = read_list(member);
      } else if (member.key == "ca") {
        instances.authority = read_authority(member.value);
      } else {
        yaml_.fail_unknown(member.key, member.at);
      }
    });
    if (instances.list.empty()) yaml_.fail_file("it names no instances");
    return instances;
  }

  std::vector<Instance> read_list(const Member& member) {
    if (!member.value.IsSequence()) {
      yaml_.fail(member.at.Mark(), "'instances' is not a list");
    }
    std::vector<Instance> list;
    std::map<std::string, int> lines;
    for (const auto& node : member.value) {
      auto instance = read_instance(node);
      // Some file systems tell no case.
      const auto [other, is_new] =
          lines.emplace(lower_case(instance.file), node.Mark().line + 1);
      if (!is_new) {
        yaml_.fail(node.Mark(), "the files of " + quoted(instance.file) +
                                    " are those of line " +
                                    std::to_string(other->second));
      }
      list.push_back(std::move(instance));
    }
    return list;
  }

  Instance read_instance(const YAML::Node& node) {
    Instance instance;
    yaml_.for_each_member(node, "an instance", [&](const Member& member) {
      if (!read_name(instance, member) && !read_profile(instance, member)) {
        yaml_.fail_unknown(member.key, member.at);
      }
    });
    if (instance.name.empty()) {
      yaml_.fail(node.Mark(), "an instance has no 'name'");
    }
    if (instance.file.empty()) use_name_for_files(instance, node);
    if (instance.role != Role::client && instance.names.dns.empty() &&
        instance.names.ip.empty()) {
      yaml_.fail(node.Mark(), "instance " + quoted(instance.name) +
                                  " has neither 'dns' nor 'ip', and nobody "
                                  "takes a server's certificate without");
    }
    return instance;
  }

  void use_name_for_files(Instance& instance, const YAML::Node& node) const {
    const auto reason = file_name_refusal(instance.name);
    if (!reason.empty()) {
      yaml_.fail(node.Mark(), "'name' " + quoted(instance.name) +
                                  " cannot name its files, give it a "
                                  "'filename': it " +
                                  reason);
    }
    instance.file = instance.name;
  }

  // Whether the member is one of these.
  bool read_name(Instance& instance, const Member& member) const {
    auto& names = instance.names;
    if (member.key == "dns") {
      yaml_.for_each_item(member, dns_name_refusal,
                          [&](const std::string& s) { names.add_dns(s); });
    } else if (member.key == "ip") {
      yaml_.for_each_item(member, ip_refusal, [&](const std::string& s) {
        names.add_ip(*canonical_ip(s));
      });
    } else if (member.key == "cn") {
      yaml_.for_each_item(member, common_name_refusal,
                          [&](const std::string& s) { names.add_cn(s); });
    } else if (member.key == "email" || member.key == "e-mail") {
      yaml_.for_each_item(member, email_refusal,
                          [&](const std::string& s) { names.add_email(s); });
    } else if (member.key == "uri") {
      yaml_.for_each_item(member, uri_refusal,
                          [&](const std::string& s) { names.add_uri(s); });
    } else {
      return false;
    }
    return true;
  }

  bool read_profile(Instance& instance, const Member& member) const {
    if (member.key == "name") {
      instance.name = yaml_.text(member, common_name_refusal);
    } else if (member.key == "filename") {
      instance.file = yaml_.text(member, file_name_refusal);
    } else if (member.key == "days") {
      instance.days =
          std::chrono::days{*days_in(yaml_.text(member, days_refusal))};
    } else if (member.key == "role") {
      instance.role = *parse_role(yaml_.text(member, role_refusal));
    } else if (member.key == "key") {
      instance.key_type = *parse_key_type(yaml_.text(member, key_type_refusal));
    } else {
      return false;
    }
    return true;
  }

  AuthorityProfile read_authority(const YAML::Node& node) const {
    AuthorityProfile profile;
    yaml_.for_each_member(node, "'ca'", [&](const Member& member) {
      if (member.key == "name") {
        profile.name = yaml_.text(member, common_name_refusal);
      } else if (member.key == "days") {
        profile.days =
            std::chrono::days{*days_in(yaml_.text(member, days_refusal))};
      } else if (member.key == "key") {
        profile.key_type =
            *parse_key_type(yaml_.text(member, key_type_refusal));
      } else if (member.key == "permitted") {
        profile.constraints.permitted = read_subtrees(member);
      } else if (member.key == "excluded") {
        profile.constraints.excluded = read_subtrees(member);
      } else {
        yaml_.fail_unknown(member.key, member.at);
      }
    });
    return profile;
  }

  NameConstraints::Subtrees read_subtrees(const Member& of) const {
    NameConstraints::Subtrees trees;
    yaml_.for_each_member(of.value, "a name constraint", [&](const Member& m) {
      if (m.key == "dns") {
        yaml_.for_each_item(m, domain_refusal, [&](const std::string& s) {
          trees.dns.push_back(canonical_dns_name(s));
        });
      } else if (m.key == "ip") {
        yaml_.for_each_item(m, network_refusal, [&](const std::string& s) {
          trees.ip.push_back(s);
        });
      } else if (m.key == "email" || m.key == "e-mail") {
        yaml_.for_each_item(m, domain_refusal, [&](const std::string& s) {
          trees.email.push_back(canonical_dns_name(s));
        });
      } else {
        yaml_.fail_unknown(m.key, m.at);
      }
    });
    return trees;
  }

  YamlReader yaml_;
};

}  // namespace

Instances parse_instances(std::string_view yaml, const std::string& path) {
  return InstancesReader{path}.read(yaml);
}

}  // namespace flk
