// SPDX-License-Identifier: GPL-3.0-or-later
// allow and deny.

#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <iterator>

#include <flock/base/error.hpp>
#include <flock/base/file.hpp>
#include <flock/cli/paths.hpp>
#include <flock/cli/plural.hpp>
#include <flock/cli/take_back.hpp>
#include <flock/collect/pending_rows.hpp>
#include <flock/ledger/withdraw.hpp>

#include "flock-collect/card.hpp"
#include "flock-collect/preview.hpp"
#include "flock-collect/verbs.hpp"

namespace flk {
namespace {

std::optional<Ledger> ledger_if_any() {
  return Ledger::open_if_exists(LedgerPlace::on_this_machine(state_dir()));
}

Ledger open_ledger() {
  return Ledger::open_or_create(LedgerPlace::on_this_machine(state_dir()),
                                system_clock(), system_random());
}

bool at_terminal() {
  return ::isatty(STDIN_FILENO) != 0 && ::isatty(STDERR_FILENO) != 0;
}

// Writes the decisions of one call, which have one time.
void decide(const CollectContext& context, const Ledger& ledger,
            const std::vector<std::string>& ids, bool allowed) {
  make_directories(config_dir(), 0700);
  Decision decision;
  decision.time = system_clock().now();
  decision.allowed = allowed;
  decision.uid = ::getuid();
  const char* sudo_user = std::getenv("SUDO_USER");
  decision.sudo_user = sudo_user == nullptr ? "" : sudo_user;
  decision.at_terminal = at_terminal();
  if (allowed) context.make_missing_key();
  // So that no record of a twig that is taken back is appended after this.
  const auto lock = ledger.lock_append();
  for (const auto& id : ids) {
    decision.twig = id;
    decision.terms = allowed ? context.terms_of(context.twig(id)) : Terms{};
    append_decision(context.consent_path, decision);
  }
}

// "y", "n" or "q" (also at the end of the input).
char ask(const std::string& question) {
  while (true) {
    std::fputs((question + " [y/n/q] ").c_str(), stderr);
    std::string answer;
    if (!std::getline(std::cin, answer)) {
      std::fputs("\n", stderr);  // whatever comes next begins a line
      return 'q';
    }
    if (answer == "y" || answer == "n" || answer == "q") return answer[0];
  }
}

// The card and the first of the person's own rows.
void show_twig(const CollectContext& context, const CollectOptions& options,
               const Twig& twig) {
  constexpr std::size_t kRows = 10;
  std::fputs(("\n" + card_text(context, twig)).c_str(), stderr);
  try {
    const auto preview = preview_of(context, options.engine, twig);
    const auto& rows = preview.records;
    std::fprintf(stderr, "  Right now   %s%s\n",
                 plural(rows.size(), "record").c_str(),
                 rows.size() > kRows ? ", of which the first ten:" : "");
    for (std::size_t i = 0; i < rows.size() && i < kRows; ++i) {
      std::fprintf(stderr, "    %s\n", rows[i].c_str());
    }
    if (preview.example_pseudonyms) {
      std::fprintf(stderr, "    (%s)\n", kExamplePseudonyms);
    }
  } catch (const Error& error) {
    std::fprintf(stderr, "  Right now   %s\n", error.what());
  }
}

ExitStatus walk_through(const CollectContext& context,
                        const CollectOptions& options) {
  if (!at_terminal()) {
    throw Error(ErrorKind::config, "no twig was named, and nobody can be asked",
                "name twigs, or run flock-collect allow at a terminal");
  }
  ledger_if_any();  // one that cannot be used is known before the questions
  for (const auto* twig : context.twigs()) {
    if (context.consent_of(*twig).state != ConsentState::undecided) continue;
    show_twig(context, options, *twig);
    const char answer = ask("Allow " + twig->id + "?");
    if (answer == 'q') break;
    decide(context, open_ledger(), {twig->id}, answer == 'y');
  }
  return ExitStatus::success;
}

// The named twigs that are not enabled yet.
std::vector<std::string> to_allow(const CollectContext& context,
                                  const std::vector<std::string>& ids) {
  std::vector<std::string> chosen;
  for (const auto& id : ids) {
    const auto state = context.consent_of(context.twig(id)).state;
    if (state != ConsentState::enabled) chosen.push_back(id);
  }
  return chosen;
}

// A twig of the catalogue, or one whose file is gone but whose rows or answer
// are still there: a no must always be possible.
void require_known(const CollectContext& context,
                   const std::optional<Ledger>& ledger, const std::string& id) {
  const bool known =
      context.catalogue.find(id) != nullptr ||
      context.consent.last(id) != nullptr || has_pending(state_dir(), id) ||
      (ledger && any_waits(*ledger, [&](std::uint64_t, const Record& record) {
         return is_row_of(record, id);
       }));
  if (!known) context.twig(id);  // throws
}

// The named twigs that are not disabled yet.
std::vector<std::string> to_deny(const CollectContext& context,
                                 const std::vector<std::string>& ids) {
  const auto ledger = ledger_if_any();
  std::vector<std::string> chosen;
  for (const auto& id : ids) {
    require_known(context, ledger, id);
    const auto* last = context.consent.last(id);
    if (last == nullptr || last->allowed) chosen.push_back(id);
  }
  return chosen;
}

// Before a yes: what a no to the same twigs left, since it was cut off, must
// not be taken for what the yes is about.
ExitStatus finish_denials(const CollectContext& context, const Ledger& ledger,
                          const std::vector<std::string>& ids, Log& log) {
  std::vector<std::string> denied;
  std::copy_if(ids.begin(), ids.end(), std::back_inserter(denied),
               [&](const auto& id) { return context.consent.denied(id); });
  const auto status =
      TakeBack{ledger, denied, config_dir(), system_clock()}.finish(log);
  for (const auto& id : denied) {
    forget_pending(state_dir(), id, system_clock());
  }
  return status;
}

}  // namespace

ExitStatus allow_verb(const CollectOptions& options, Log& log) {
  const CollectContext context{options};
  if (options.ids.empty()) return walk_through(context, options);
  const auto chosen = to_allow(context, options.ids);
  if (chosen.empty()) return ExitStatus::success;
  const auto ledger = open_ledger();
  const auto status = finish_denials(context, ledger, chosen, log);
  decide(context, ledger, chosen, true);
  return status;
}

ExitStatus deny_verb(const CollectOptions& options, Log& log) {
  const CollectContext context{options};
  const auto denied = to_deny(context, options.ids);
  const auto ledger = open_ledger();
  const TakeBack take_back{ledger, options.ids, config_dir(), system_clock()};
  decide(context, ledger, denied, false);
  const auto status = take_back.run(log);
  for (const auto& id : options.ids) {
    forget_pending(state_dir(), id, system_clock());
  }
  return status;
}

}  // namespace flk
