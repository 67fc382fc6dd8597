// SPDX-License-Identifier: GPL-3.0-or-later
// A twig's rules in a policy's text, flock-policy(5), and whether they are
// stricter than those of the policy that it extends.

#pragma once

#include <string>

#include <flock/policy/policy.hpp>
#include <flock/policy/policy_source.hpp>

namespace flk {

class PolicyTwigParser {
 public:
  // `base_name` is what the policy extends; empty where it extends nothing.
  // `base_has_time`: whether a record's time passes there. `source` must
  // outlive this.
  PolicyTwigParser(const PolicySource& source, std::string base_name,
                   bool base_has_time)
      : source_(source),
        base_name_(std::move(base_name)),
        base_has_time_(base_has_time) {}

  // `was` is the twig that it makes stricter, or nullptr. Throws Error (config)
  // where `value` is no such twig, or lets more pass.
  Policy::Twig twig(const std::string& name, const Policy::Twig* was,
                    const JsonValue& value) const;

 private:
  KeptBefore kept_by(const Policy::Twig& twig) const;
  void add_others(Policy::Twig& twig, const Policy::Twig* was,
                  const JsonValue& value, const std::string& path) const;
  void add_column(Policy::Twig& twig, const Policy::Twig* was,
                  const JsonMember& member, const std::string& path) const;

  const PolicySource& source_;
  std::string base_name_;
  bool base_has_time_;
};

// Of a policy that names what the one that it extends does not let pass: more,
// or mistyped, so that what it means to drop would pass.
[[noreturn]] void fail_unknown(const PolicySource& source,
                               const JsonValue& where, const std::string& path,
                               const std::string& base_name);

// Of a policy that lets more pass than the one that it extends.
[[noreturn]] void fail_looser(const PolicySource& source,
                              const JsonValue& where, const std::string& path,
                              const std::string& base_name);

}  // namespace flk
