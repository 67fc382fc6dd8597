// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/certs/yaml_reader.hpp>

#include <algorithm>
#include <vector>

#include <flock/base/error.hpp>
#include <flock/base/utf8.hpp>

namespace flk {

YAML::Node YamlReader::document(std::string_view yaml) const {
  if (!is_utf8(yaml)) fail_file("it is not UTF-8");
  const auto documents = YAML::LoadAll(std::string(yaml));
  if (documents.size() != 1) fail_file("it is not one YAML document");
  return documents[0];
}

void YamlReader::fail_file(const std::string& reason) const {
  throw Error(ErrorKind::config,
              "cannot read instances from " + quoted(path_) + ": " + reason,
              "flock-certs(1) shows the format");
}

void YamlReader::fail(const YAML::Mark& mark, const std::string& reason) const {
  fail_file("line " + std::to_string(mark.line + 1) + ": " + reason);
}

void YamlReader::fail_unknown(const std::string& key,
                              const YAML::Node& at) const {
  fail(at.Mark(), "unknown member " + quoted(key));
}

void YamlReader::for_each_member(
    const YAML::Node& map, const char* what,
    const std::function<void(const Member&)>& visit) const {
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
    visit({key, member.first, member.second});
  }
}

std::string YamlReader::text(const Member& member,
                             const Refusal& refusal) const {
  return text_of(member, member.value, refusal);
}

std::string YamlReader::text_of(const Member& member, const YAML::Node& value,
                                const Refusal& refusal) const {
  if (!value.IsScalar()) {
    fail(member.at.Mark(), "'" + member.key + "' is not plain text");
  }
  const auto reason = refusal(value.Scalar());
  if (!reason.empty()) {
    fail(value.Mark(),
         "'" + member.key + "' " + quoted(value.Scalar()) + " " + reason);
  }
  return value.Scalar();
}

void YamlReader::for_each_item(
    const Member& member, const Refusal& refusal,
    const std::function<void(const std::string&)>& add) const {
  if (member.value.IsScalar()) {
    add(text(member, refusal));
    return;
  }
  if (!member.value.IsSequence()) {
    fail(member.at.Mark(), "'" + member.key + "' is not a list");
  }
  for (const auto& item : member.value) add(text_of(member, item, refusal));
}

}  // namespace flk
