// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/policy/consent.hpp>

#include <algorithm>

#include <flock/policy/consent_sql.hpp>
#include <flock/policy/policy.hpp>

namespace flk {
namespace {

// The words of `text` with one space between them.
std::string words_of(std::string_view text) {
  constexpr std::string_view kSpace = " \t\r\n";
  std::string words;
  while (true) {
    text.remove_prefix(std::min(text.find_first_not_of(kSpace), text.size()));
    if (text.empty()) return words;
    const auto word = text.substr(0, text.find_first_of(kSpace));
    if (!words.empty()) words += ' ';
    words += word;
    text.remove_prefix(word.size());
  }
}

bool is_subset(const std::vector<std::string>& some,
               const std::vector<std::string>& all) {
  return std::all_of(some.begin(), some.end(), [&](const auto& element) {
    return std::find(all.begin(), all.end(), element) != all.end();
  });
}

// What a yes to `before` does not cover of `now`.
std::vector<std::string> changes(const Terms& before, const Terms& now) {
  std::vector<std::string> changed;
  if (without_needless_space(before.sql) != without_needless_space(now.sql)) {
    changed.emplace_back("the query");
  }
  if (now.interval < before.interval) changed.emplace_back("the interval");
  if (!is_subset(now.platforms, before.platforms)) {
    changed.emplace_back("the platforms");
  }
  if (words_of(before.purpose) != words_of(now.purpose)) {
    changed.emplace_back("the purpose");
  }
  if (!Policy::only_stricter(before.rules, now.rules)) {
    changed.emplace_back("the redaction rules");
  }
  return changed;
}

}  // namespace

Terms Terms::of(const Twig& twig, std::string rules) {
  return {twig.sql, twig.interval, twig.platforms, twig.purpose,
          std::move(rules)};
}

Consent ConsentLog::of(std::string_view twig, const Terms& terms) const {
  Consent consent;
  const auto last =
      std::find_if(decisions_.rbegin(), decisions_.rend(),
                   [&](const Decision& d) { return d.twig == twig; });
  if (last == decisions_.rend()) return consent;
  consent.decision = &*last;
  consent.line = static_cast<std::uint64_t>(decisions_.rend() - last);
  if (!last->allowed) {
    consent.state = ConsentState::disabled;
    return consent;
  }
  consent.changed = changes(last->terms, terms);
  if (consent.changed.empty()) consent.state = ConsentState::enabled;
  return consent;
}

const Decision* ConsentLog::last(std::string_view twig) const {
  const auto found =
      std::find_if(decisions_.rbegin(), decisions_.rend(),
                   [&](const Decision& d) { return d.twig == twig; });
  return found == decisions_.rend() ? nullptr : &*found;
}

bool ConsentLog::allowed(std::string_view twig) const {
  const auto* decision = last(twig);
  return decision != nullptr && decision->allowed;
}

bool ConsentLog::denied(std::string_view twig) const {
  const auto* decision = last(twig);
  return decision != nullptr && !decision->allowed;
}

}  // namespace flk
