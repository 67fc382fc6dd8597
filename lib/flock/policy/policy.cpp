// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/policy/policy.hpp>

#include <algorithm>

#include <flock/base/encoding.hpp>
#include <flock/base/error.hpp>
#include <flock/base/file.hpp>
#include <flock/base/hash.hpp>
#include <flock/base/json_text.hpp>
#include <flock/policy/policy_files.hpp>
#include <flock/policy/policy_source.hpp>
#include <flock/record/canonical.hpp>
#include <flock/record/record.hpp>

namespace flk {
namespace {

constexpr std::size_t kMaxPolicyBytes = 4 << 20;

// What rows are in: these pass through `twigs` alone.
bool holds_rows(const JsonValue& member) {
  return member.equals("columns") || member.equals("snapshot") ||
         member.equals("diffResults");
}

bool always_passes(const JsonValue& member) {
  return member.equals("hostIdentifier") || member.equals(kFlockMember) ||
         is_gateway_member(member);
}

JsonValue required(const PolicySource& source, const JsonValue& object,
                   std::string_view key) {
  const auto found = object.find(key);
  if (!found) {
    source.fail(object,
                "the policy lacks its member '" + std::string(key) + "'");
  }
  return *found;
}

std::vector<std::string> parse_members(const PolicySource& source,
                                       const JsonValue& list) {
  if (list.type() != JsonType::array) source.fail(list, "members is no array");
  std::vector<std::string> members;
  for (const auto element : list.elements()) {
    auto name = source.expect_text(element, "a name in members");
    if (holds_rows(element)) {
      source.fail(element, "members cannot have " + quoted(name) +
                               ": its columns pass as twigs says");
    }
    if (!always_passes(element)) members.push_back(std::move(name));
  }
  std::sort(members.begin(), members.end());
  members.erase(std::unique(members.begin(), members.end()), members.end());
  return members;
}

Policy::Twig parse_twig(const PolicySource& source, const JsonMember& member) {
  Policy::Twig twig{source.expect_text(member.key, "a twig's name"), {}};
  const auto path = "twigs." + twig.name;
  source.expect_object(member.value, path, {"columns"});
  const auto columns = member.value.find("columns");
  if (!columns) source.fail(member.value, path + " lacks its member 'columns'");
  if (columns->type() != JsonType::object) {
    source.fail(*columns, path + ".columns is no object");
  }
  for (const auto column : columns->members()) {
    auto name = source.expect_text(column.key, "a column's name");
    auto rule = parse_rule(source, column.value, path + ".columns." + name);
    if (rule.action == RuleAction::pseudonym && rule.domain.empty()) {
      rule.domain = twig.name + "." + name;
    }
    twig.columns.push_back({std::move(name), std::move(rule)});
  }
  return twig;
}

std::vector<Policy::Twig> parse_twigs(const PolicySource& source,
                                      const JsonValue& object) {
  if (object.type() != JsonType::object) {
    source.fail(object, "twigs is no object");
  }
  std::vector<Policy::Twig> twigs;
  for (const auto member : object.members()) {
    twigs.push_back(parse_twig(source, member));
  }
  std::sort(twigs.begin(), twigs.end(),
            [](const auto& a, const auto& b) { return a.name < b.name; });
  return twigs;
}

RuleBinding binding_of(const Rule& rule, const PolicyKeys& keys) {
  if (rule.action == RuleAction::pseudonym) {
    return {"key", keys.fleet_pseudonym ? "\"fleet\"" : "\"device\""};
  }
  if (rule.action != RuleAction::seal) return {};
  if (keys.seal_public.empty()) throw missing_seal_key();
  return {"kid", json_string(seal_key_id(keys.seal_public))};
}

}  // namespace

struct Policy::Data {
  std::string id;
  std::vector<std::string> members;
  std::string members_json;
  std::vector<Twig> twigs;
  bool needs_pseudonym_key = false;
};

const Rule* Policy::Twig::find(std::string_view column) const {
  const auto found =
      std::find_if(columns.begin(), columns.end(),
                   [&](const auto& c) { return c.name == column; });
  return found == columns.end() ? nullptr : &found->rule;
}

Policy Policy::parse(std::string_view json, const std::string& source_name) {
  const PolicySource source{json, source_name};
  const auto& root = source.root();
  source.expect_object(root, "the policy", {"members", "twigs"});
  auto data = std::make_shared<Data>();
  data->id = sha256_base64url(canonical(root));
  data->members = parse_members(source, required(source, root, "members"));
  data->twigs = parse_twigs(source, required(source, root, "twigs"));
  for (const auto& member : data->members) {
    data->members_json += data->members_json.empty() ? "[" : ",";
    append_json_string(data->members_json, member);
  }
  data->members_json += data->members_json.empty() ? "[]" : "]";
  for (const auto& twig : data->twigs) {
    for (const auto& column : twig.columns) {
      data->needs_pseudonym_key |= column.rule.action == RuleAction::pseudonym;
    }
  }
  Policy policy;
  policy.data_ = std::move(data);
  return policy;
}

Policy Policy::built_in() {
  static const Policy policy = parse(kPolicyJson, "the built-in policy");
  return policy;
}

Policy Policy::load(const std::string& path) {
  return parse(read_file(path, kMaxPolicyBytes), "policy " + quoted(path));
}

Policy Policy::load_or_built_in(const std::string& path) {
  const auto text = read_file_if_exists(path, kMaxPolicyBytes);
  return text ? parse(*text, "policy " + quoted(path)) : built_in();
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
  CanonicalObject columns;
  for (const auto& [name, rule] : named->columns) {
    // One that is dropped is as good as not named.
    if (rule.action == RuleAction::drop) continue;
    columns.add(name, canonical_rule(rule, binding_of(rule, keys)));
  }
  std::string rules = "{\"columns\":";
  columns.append_to(rules);
  return rules + ",\"members\":" + data_->members_json + "}";
}

std::string Policy::rules_hash(std::string_view twig,
                               const PolicyKeys& keys) const {
  constexpr std::size_t kBytes = 16;
  return to_base64url(sha256(rules_of(twig, keys)).substr(0, kBytes));
}

}  // namespace flk
