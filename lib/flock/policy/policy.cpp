// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/policy/policy.hpp>

#include <algorithm>

#include <flock/base/encoding.hpp>
#include <flock/base/hash.hpp>
#include <flock/base/json_text.hpp>
#include <flock/policy/policy_data.hpp>
#include <flock/record/canonical.hpp>

namespace flk {
namespace {

RuleBinding binding_of(const Rule& rule, const PolicyKeys& keys) {
  if (rule.action == RuleAction::pseudonym) {
    return {"key", keys.fleet_pseudonym ? "\"fleet\"" : "\"device\""};
  }
  if (rule.action != RuleAction::seal) return {};
  if (keys.seal_public.empty()) throw missing_seal_key();
  return {"kid", json_string(seal_key_id(keys.seal_public))};
}

bool always_drops(const Rule& rule) {
  return rule.action == RuleAction::drop && !rule.when;
}

std::string json_list(const std::vector<std::string>& texts) {
  std::string list = "[";
  for (const auto& text : texts) {
    if (list.size() > 1) list += ',';
    append_json_string(list, text);
  }
  return list + "]";
}

}  // namespace

const Rule* Policy::Twig::find(std::string_view column) const {
  const auto found =
      std::find_if(columns.begin(), columns.end(),
                   [&](const auto& c) { return c.name == column; });
  return found == columns.end() ? nullptr : &found->rule;
}

const std::string& Policy::id() const { return data_->id; }

const std::vector<std::string>& Policy::members() const {
  return data_->members;
}

const std::vector<Policy::Twig>& Policy::twigs() const { return data_->twigs; }

const Policy::Twig* Policy::find(std::string_view twig) const {
  const auto& twigs = data_->twigs;
  const auto found = std::lower_bound(
      twigs.begin(), twigs.end(), twig,
      [](const Twig& t, std::string_view name) { return t.name < name; });
  return found != twigs.end() && found->name == twig ? &*found : nullptr;
}

std::string_view Policy::twig_of(std::string_view name) const {
  constexpr std::string_view kPack = "pack_";
  if (!name.starts_with(kPack) || find(name) != nullptr) return name;
  const auto behind_pack = name.find('_', kPack.size() + 1);
  return behind_pack == std::string_view::npos ? name
                                               : name.substr(behind_pack + 1);
}

bool Policy::needs_pseudonym_key() const { return data_->needs_pseudonym_key; }

std::string Policy::rules_of(std::string_view twig,
                             const PolicyKeys& keys) const {
  const auto* named = find(twig);
  if (named == nullptr) return "{}";
  const BindingOf binding = [&](const Rule& rule) {
    return binding_of(rule, keys);
  };
  const bool has_default = named->others && !always_drops(*named->others);
  CanonicalObject columns;
  for (const auto& [name, rule] : named->columns) {
    // One that is dropped is as good as not named, unless those pass.
    if (always_drops(rule) && !has_default) continue;
    columns.add(name, canonical_rule(rule, binding));
  }
  std::string rules = "{\"columns\":";
  columns.append_to(rules);
  if (has_default) {
    rules += ",\"default\":" + canonical_rule(*named->others, binding);
  }
  return rules + ",\"members\":" + json_list(data_->members) + "}";
}

std::string Policy::rules_hash(std::string_view twig,
                               const PolicyKeys& keys) const {
  constexpr std::size_t kBytes = 16;
  return to_base64url(sha256(rules_of(twig, keys)).substr(0, kBytes));
}

}  // namespace flk
