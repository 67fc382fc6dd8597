// SPDX-License-Identifier: GPL-3.0-or-later
// allow and deny.

#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <iostream>

#include <flock/base/error.hpp>
#include <flock/base/file.hpp>
#include <flock/cli/paths.hpp>
#include <flock/collect/collector.hpp>
#include <flock/ledger/withdraw.hpp>

#include "flock-collect/card.hpp"
#include "flock-collect/preview.hpp"
#include "flock-collect/verbs.hpp"

namespace flk {
namespace {

Ledger open_ledger() {
  return Ledger::open_or_create(LedgerPlace::on_this_machine(state_dir()),
                                system_clock(), system_random());
}

bool at_terminal() {
  return ::isatty(STDIN_FILENO) != 0 && ::isatty(STDERR_FILENO) != 0;
}

// Writes the decisions of one call, which have one time.
void decide(const CollectContext& context, const Ledger& ledger,
            const std::vector<const Twig*>& twigs, bool allowed) {
  make_directories(config_dir(), 0700);
  Decision decision;
  decision.time = system_clock().now();
  decision.allowed = allowed;
  decision.uid = ::getuid();
  const char* sudo_user = std::getenv("SUDO_USER");
  decision.sudo_user = sudo_user == nullptr ? "" : sudo_user;
  decision.at_terminal = at_terminal();
  // So that no record of a twig that is taken back is appended after this.
  const auto lock = ledger.lock_append();
  for (const auto* twig : twigs) {
    decision.twig = twig->id;
    decision.terms = allowed ? context.terms_of(*twig) : Terms{};
    append_decision(context.consent_path, decision);
  }
}

// "y", "n" or "q" (also at the end of the input).
char ask(const std::string& question) {
  while (true) {
    std::fputs((question + " [y/n/q] ").c_str(), stderr);
    std::string answer;
    if (!std::getline(std::cin, answer)) return 'q';
    if (answer == "y" || answer == "n" || answer == "q") return answer[0];
  }
}

// The card and the first of the person's own rows.
void show_twig(const CollectContext& context, const CollectOptions& options,
               const Twig& twig) {
  constexpr std::size_t kRows = 10;
  std::fputs(("\n" + card_text(context, twig)).c_str(), stderr);
  try {
    const auto rows = preview_records(context, options.engine, twig);
    std::fprintf(stderr, "  Right now   %zu records%s\n", rows.size(),
                 rows.size() > kRows ? ", of which the first ten:" : "");
    for (std::size_t i = 0; i < rows.size() && i < kRows; ++i) {
      std::fprintf(stderr, "    %s\n", rows[i].c_str());
    }
  } catch (const Error& error) {
    std::fprintf(stderr, "  Right now   %s\n", error.what());
  }
}

ExitStatus walk_through(const CollectContext& context,
                        const CollectOptions& options, const Ledger& ledger) {
  if (!at_terminal()) {
    throw Error(ErrorKind::config, "no twig was named, and nobody can be asked",
                "name twigs, or run flock-collect allow at a terminal");
  }
  for (const auto* twig : context.twigs()) {
    if (context.consent_of(*twig).state != ConsentState::undecided) continue;
    show_twig(context, options, *twig);
    const char answer = ask("Allow " + twig->id + "?");
    if (answer == 'q') break;
    decide(context, ledger, {twig}, answer == 'y');
  }
  return ExitStatus::success;
}

// The named twigs whose state is not `state` yet.
std::vector<const Twig*> twigs_not(const CollectContext& context,
                                   const std::vector<std::string>& ids,
                                   ConsentState state) {
  std::vector<const Twig*> twigs;
  for (const auto& id : ids) {
    const auto& twig = context.twig(id);
    if (context.consent_of(twig).state != state) twigs.push_back(&twig);
  }
  return twigs;
}

}  // namespace

ExitStatus allow_verb(const CollectOptions& options, Log&) {
  const CollectContext context{options};
  const auto ledger = open_ledger();
  if (options.ids.empty()) return walk_through(context, options, ledger);
  decide(context, ledger,
         twigs_not(context, options.ids, ConsentState::enabled), true);
  return ExitStatus::success;
}

ExitStatus deny_verb(const CollectOptions& options, Log& log) {
  const CollectContext context{options};
  const auto ledger = open_ledger();
  decide(context, ledger,
         twigs_not(context, options.ids, ConsentState::disabled), false);
  const auto key = config_dir() + "/sign.key";
  std::optional<Signer> signer;
  if (file_exists(key)) signer.emplace(SigningKey::load(key));
  for (const auto& id : options.ids) {
    forget_pending(state_dir(), id);
    const auto result =
        withdraw(ledger, signer ? &*signer : nullptr, system_clock(),
                 [&](std::uint64_t, const Record& record) {
                   return !is_agent_record(record) && record.text("name") == id;
                 });
    if (result.withdrawn > 0) {
      log.warning(id + ": " + std::to_string(result.withdrawn) +
                  " records taken back that had not left");
    }
    if (result.too_late > 0) {
      log.warning(id + ": " + std::to_string(result.too_late) +
                  " records may have left already, a request was under way");
    }
  }
  return ExitStatus::success;
}

}  // namespace flk
