// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/policy/policy_twig_parse.hpp>

#include <algorithm>

#include <flock/base/error.hpp>

namespace flk {
namespace {

bool only_drops(const Rule& rule) {
  const auto cases = cases_of(rule);
  return std::all_of(cases.begin(), cases.end(), [](const Rule* one) {
    return one->action == RuleAction::drop;
  });
}

bool is_stricter(const Rule& before, const Rule& now, const KeptBefore& kept) {
  JsonParser before_parser;
  JsonParser now_parser;
  const auto before_text = canonical_rule(before);
  const auto now_text = canonical_rule(now);
  return rule_is_stricter(*before_parser.parse(before_text),
                          *now_parser.parse(now_text), kept);
}

// Whether no part of a value passes that nobody has seen before.
bool hides_whatever_it_is(RuleAction action) {
  return action == RuleAction::drop || action == RuleAction::mask ||
         action == RuleAction::pseudonym || action == RuleAction::seal;
}

void set_domain(Rule& rule, const std::string& domain) {
  if (rule.action == RuleAction::pseudonym && rule.domain.empty()) {
    rule.domain = domain;
  }
  for (auto& other : rule.otherwise) set_domain(other, domain);
}

bool is_stricter_column(const Policy::Twig& was, const std::string& name,
                        const Rule& rule, const KeptBefore& kept) {
  if (const auto* before = was.find(name)) {
    return is_stricter(*before, rule, kept);
  }
  auto before = *was.others;
  set_domain(before, was.name + "." + name);
  return is_stricter(before, rule, kept);
}

}  // namespace

KeptBefore PolicyTwigParser::kept_by(const Policy::Twig& twig) const {
  KeptBefore kept;
  kept.time = base_has_time_;
  for (const auto& [column, rule] : twig.columns) {
    if (rule.action == RuleAction::keep && !rule.when) {
      kept.columns.push_back(column);
    }
  }
  return kept;
}

Policy::Twig PolicyTwigParser::twig(const std::string& name,
                                    const Policy::Twig* was,
                                    const JsonValue& value) const {
  Policy::Twig twig = was == nullptr ? Policy::Twig{name, {}, {}} : *was;
  const auto path = "twigs." + name;
  if (value.type() != JsonType::object) {
    source_.fail(value, path + " is neither an object nor drop");
  }
  source_.expect_object(value, path, {"columns", "default"});
  if (const auto rule = value.find("default")) {
    add_others(twig, was, *rule, path + ".default");
  }
  const auto columns = value.find("columns");
  if (columns) {
    if (columns->type() != JsonType::object) {
      source_.fail(*columns, path + ".columns is no object");
    }
    for (const auto column : columns->members()) {
      add_column(twig, was, column, path + ".columns.");
    }
  } else if (was == nullptr) {
    source_.fail(value, path + " lacks its member 'columns'");
  }
  return twig;
}

void PolicyTwigParser::add_others(Policy::Twig& twig, const Policy::Twig* was,
                                  const JsonValue& value,
                                  const std::string& path) const {
  Rule rule = parse_rule(source_, value, path);
  for (const auto* one : cases_of(rule)) {
    if (!hides_whatever_it_is(one->action)) {
      source_.fail(value, path + " cannot be " +
                              std::string(name_of(one->action)) +
                              ": columns that nobody has seen would pass");
    }
  }
  if (was != nullptr && !only_drops(rule) &&
      (!was->others || !is_stricter(*was->others, rule, kept_by(*was)))) {
    fail_looser(source_, value, path, base_name_);
  }
  twig.others = std::move(rule);
}

void PolicyTwigParser::add_column(Policy::Twig& twig, const Policy::Twig* was,
                                  const JsonMember& member,
                                  const std::string& path) const {
  auto name = source_.expect_text(member.key, "a column's name");
  auto rule = parse_rule(source_, member.value, path + name);
  set_domain(rule, twig.name + "." + name);
  if (was != nullptr && !was->find(name) && !was->others) {
    fail_unknown(source_, member.key, path + name, base_name_);
  }
  if (was != nullptr && !is_stricter_column(*was, name, rule, kept_by(*was))) {
    fail_looser(source_, member.value, path + name, base_name_);
  }
  std::erase_if(twig.columns, [&](const Policy::Column& column) {
    return column.name == name;
  });
  twig.columns.push_back({std::move(name), std::move(rule)});
}

void fail_unknown(const PolicySource& source, const JsonValue& where,
                  const std::string& path, const std::string& base_name) {
  source.fail(where,
              path + ": " + quoted(base_name) +
                  ", which it extends, lets no such thing pass",
              "a policy can only be stricter than what it extends; look for a "
              "typing error");
}

void fail_looser(const PolicySource& source, const JsonValue& where,
                 const std::string& path, const std::string& base_name) {
  source.fail(
      where,
      path + " cannot be shown to be stricter than " + quoted(base_name) +
          ", which it extends",
      "what could not be computed from what passes there counts as more, see "
      "flock-policy(5)");
}

}  // namespace flk
