// SPDX-License-Identifier: GPL-3.0-or-later
// A redaction policy, flock-policy(5): per twig and column an allow-list of
// actions. What it does not name does not leave.

#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <flock/policy/policy_keys.hpp>
#include <flock/policy/rule.hpp>

namespace flk {

class Policy {
 public:
  struct Column {
    std::string name;
    Rule rule;
  };
  struct Twig {
    std::string name;
    std::vector<Column> columns;  // in the policy's order
    std::optional<Rule> others;   // "default": of the columns not named

    const Rule* find(std::string_view column) const;
  };

  // Throws Error (config) with `source`, line and column where `json`
  // (comments allowed) is no policy. What it extends is looked for in
  // `directory`.
  static Policy parse(std::string_view json, const std::string& source,
                      const std::string& directory = ".");
  static Policy built_in();
  // Throws Error (config) where there is no such file, or no policy in it.
  static Policy load(const std::string& path);
  // The file, or the built-in one where `path` names none that exists.
  static Policy load_or_built_in(const std::string& path);

  // Base64url of SHA-256 over the policy's canonical form (RFC 8785, without
  // the comments, the id of what it extends in place of that one's name), 43
  // characters.
  const std::string& id() const;

  // The members of a result record that pass, sorted; those that always pass
  // are not among them.
  const std::vector<std::string>& members() const;

  // All twigs that it names, by name.
  const std::vector<Twig>& twigs() const;
  // nullptr where the policy does not name `twig`.
  const Twig* find(std::string_view twig) const;
  // The twig of records called `name`: that itself, or, where the policy does
  // not name it, what follows osqueryd's "pack_PACK_" (PACK has no '_').
  std::string_view twig_of(std::string_view name) const;

  bool needs_pseudonym_key() const;

  // The rules in force for `twig` as canonical JSON: its columns that are not
  // dropped with their actions, with the seal key's id and the pseudonym key's
  // kind where they matter, the default where there is one (then with the
  // columns that are dropped), and the members. "{}" for a twig that the policy
  // does not name. Throws Error (config) where the seal key is missing.
  std::string rules_of(std::string_view twig, const PolicyKeys& keys) const;

  // What flock.rules holds: base64url of the first 16 bytes of SHA-256 over
  // rules_of(), 22 characters.
  std::string rules_hash(std::string_view twig, const PolicyKeys& keys) const;

  // Whether the rules `now` (as rules_of() gives them) let nothing through
  // that `before` held back: what a consent to `before` covers.
  static bool only_stricter(std::string_view before, std::string_view now);

 private:
  struct Data;
  class Parser;
  static Policy parse_at(std::string_view json, const std::string& source,
                         const std::string& directory, int depth);

  std::shared_ptr<const Data> data_;
};

}  // namespace flk
