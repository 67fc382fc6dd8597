// SPDX-License-Identifier: GPL-3.0-or-later
// What instances.yml is read with: members and values of a YAML tree, each
// refused with the file and the line.

#pragma once

#include <yaml-cpp/yaml.h>

#include <functional>
#include <string>
#include <string_view>

namespace flk {

class YamlReader {
 public:
  explicit YamlReader(const std::string& path) : path_(path) {}

  // The one document of `yaml`. Throws Error (config), as all of these do.
  YAML::Node document(std::string_view yaml) const;

  // `reason` follows the file's name.
  [[noreturn]] void fail_file(const std::string& reason) const;
  [[noreturn]] void fail(const YAML::Mark& mark,
                         const std::string& reason) const;
  [[noreturn]] void fail_unknown(const std::string& key,
                                 const YAML::Node& at) const;

  struct Member {
    const std::string& key;
    const YAML::Node& at;  // the node of the key
    const YAML::Node& value;
  };
  // Each member once. `what` is what `map` should be.
  void for_each_member(const YAML::Node& map, const char* what,
                       const std::function<void(const Member&)>& visit) const;

  // Why a text cannot be what it is for; empty where it can.
  using Refusal = std::function<std::string(std::string_view)>;
  std::string text(const Member& member, const Refusal& refusal) const;
  // A single value counts as a list of one, as elasticsearch-certgen has it.
  void for_each_item(const Member& member, const Refusal& refusal,
                     const std::function<void(const std::string&)>& add) const;

 private:
  std::string text_of(const Member& member, const YAML::Node& value,
                      const Refusal& refusal) const;

  std::string path_;
};

}  // namespace flk
