// SPDX-License-Identifier: GPL-3.0-or-later
// What a person said to each twig. Decisions are appended to consent.jsonl,
// never overwritten; the last one of a twig counts, as long as what was agreed
// to is still what is asked.

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <flock/base/clock.hpp>
#include <flock/policy/catalogue.hpp>

namespace flk {

// What a yes binds to.
struct Terms {
  std::string sql;
  Seconds interval{0};
  std::vector<std::string> platforms;
  std::string purpose;
  std::string rules;  // Policy::rules_of()

  static Terms of(const Twig& twig, std::string rules);
};

struct Decision {
  Milliseconds time{0};
  std::string twig;
  bool allowed = false;
  Terms terms;  // of a yes
  unsigned uid = 0;
  std::string sudo_user;  // $SUDO_USER, or empty
  bool at_terminal = false;
};

enum class ConsentState { undecided, enabled, disabled };

struct Consent {
  ConsentState state = ConsentState::undecided;
  const Decision* decision = nullptr;  // the last one, where there is one
  std::uint64_t line = 0;              // of it in the file, from 1
  // Why an earlier yes no longer holds ("the query", "the interval"), to be
  // said to the person; empty otherwise.
  std::vector<std::string> changed;
};

class ConsentLog {
 public:
  // A missing file is an empty log. Throws Error (config) naming path and line
  // where it cannot be understood: a damaged no must not become a yes.
  static ConsentLog load(const std::string& path);
  // The same of a text that was read from `path`.
  static ConsentLog parse(std::string_view text, const std::string& path);

  // The twig under the terms asked today. A yes holds while they are the same,
  // or only collect less (longer interval, fewer platforms, stricter rules),
  // or differ in white space.
  Consent of(std::string_view twig, const Terms& terms) const;

  // The last decision about the twig; nullptr where there is none.
  const Decision* last(std::string_view twig) const;

  // Whether the last decision was a yes, whatever its terms: what flock-send
  // asks before it appends.
  bool allowed(std::string_view twig) const;
  // Whether it was a no.
  bool denied(std::string_view twig) const;

  // All decisions in their order; index i stands on line i + 1.
  const std::vector<Decision>& decisions() const { return decisions_; }

 private:
  std::vector<Decision> decisions_;
};

// Appends `decision`, synced; a torn last line is cut off. Makes the file, with
// mode 0600, and its folder where they are missing. The caller holds the
// ledger's append lock, so that no record of a twig just denied can still be
// appended.
void append_decision(const std::string& path, const Decision& decision);

}  // namespace flk
