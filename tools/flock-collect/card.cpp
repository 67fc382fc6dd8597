// SPDX-License-Identifier: GPL-3.0-or-later

#include "flock-collect/card.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace flk {
namespace {

std::string_view name_of_state(ConsentState state) {
  switch (state) {
    case ConsentState::enabled:
      return "enabled";
    case ConsentState::disabled:
      return "disabled";
    case ConsentState::undecided:
      break;
  }
  return "undecided";
}

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const auto& word : words) {
    if (!text.empty()) text += ", ";
    text += word;
  }
  return text;
}

std::string padded(std::string_view text, std::size_t width) {
  std::string out(text);
  if (out.size() < width) out.append(width - out.size(), ' ');
  return out;
}

std::string field(std::string_view name, std::string_view text) {
  return "  " + padded(name, 12) + std::string(text) + "\n";
}

// What a rule does and why, a line for each of its cases.
std::string does(const Rule& rule) {
  const bool has_cases = rule.when || !rule.otherwise.empty();
  if (!has_cases) return padded(name_of(rule.action), 12) + rule.why + "\n";
  return summary_of(rule) + "\n";
}

// Column by column what happens to it; what is not listed does not leave.
std::string columns_text(const Policy::Twig* rules) {
  if (rules == nullptr) return field("Leaves", "nothing: no rule names it");
  std::size_t width = 0;
  for (const auto& column : rules->columns) {
    width = std::max(width, column.name.size());
  }
  std::string text = "  Leaves      column by column, and nothing else:\n";
  for (const auto& column : rules->columns) {
    text += "    " + padded(column.name, width + 2) + does(column.rule);
  }
  if (rules->others) {
    text += "    " + padded("(others)", width + 2) + does(*rules->others);
  }
  return text;
}

}  // namespace

std::string answer_text(const Consent& consent) {
  std::string text(name_of_state(consent.state));
  if (!consent.changed.empty()) {
    return text + ": changed since your yes: " + joined(consent.changed);
  }
  if (consent.decision != nullptr && !consent.decision->at_terminal) {
    text += " (by script)";
  }
  return text;
}

std::string card_text(const CollectContext& context, const Twig& twig) {
  return twig.id + ": " + twig.title + "\n" + field("Why", twig.purpose) +
         field("Query", twig.sql) +
         field("Every", format_duration(twig.interval)) +
         field("Platforms", joined(twig.platforms)) +
         field("Your answer", answer_text(context.consent_of(twig))) +
         columns_text(context.policy.find(twig.id));
}

std::string card_json(const CollectContext& context, const Twig& twig) {
  using nlohmann::ordered_json;
  const auto consent = context.consent_of(twig);
  ordered_json card = {{"twig", twig.id},
                       {"title", twig.title},
                       {"purpose", twig.purpose},
                       {"query", twig.sql},
                       {"interval", twig.interval.count()},
                       {"platforms", twig.platforms},
                       {"per_user", twig.per_user},
                       {"answer", name_of_state(consent.state)},
                       {"changed", consent.changed}};
  if (consent.decision != nullptr) {
    card["decided_at"] = format_rfc3339(consent.decision->time);
    card["by_script"] = !consent.decision->at_terminal;
  }
  ordered_json columns = ordered_json::object();
  if (const auto* rules = context.policy.find(twig.id)) {
    for (const auto& column : rules->columns) {
      columns[column.name] = {{"action", name_of(column.rule.action)},
                              {"rule", summary_of(column.rule)},
                              {"why", column.rule.why}};
    }
  }
  card["columns"] = columns;
  return card.dump();
}

}  // namespace flk
