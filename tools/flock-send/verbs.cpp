// SPDX-License-Identifier: GPL-3.0-or-later
// Looking at the ledger, taking back from it, beginning it anew.

#include "flock-send/verbs.hpp"

#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>

#include <flock/auth/registration.hpp>
#include <flock/base/error.hpp>
#include <flock/base/file.hpp>
#include <flock/base/json_text.hpp>
#include <flock/cli/paths.hpp>
#include <flock/cli/plural.hpp>
#include <flock/cli/withdrawal_key.hpp>
#include <flock/ledger/appender.hpp>
#include <flock/ledger/dead_letter.hpp>
#include <flock/ledger/ledger.hpp>
#include <flock/ledger/segments.hpp>
#include <flock/ledger/withdraw.hpp>
#include <flock/record/writer.hpp>

namespace flk {
namespace {

std::optional<Ledger> open_ledger() {
  return Ledger::open_if_exists(LedgerPlace::on_this_machine(state_dir()));
}

// Prints the ledger's records from `first` to `last`.
ExitStatus print_records(const Ledger& ledger, std::uint64_t first,
                         std::uint64_t last) {
  auto out = RecordWriter::standard_output();
  if (first <= last) {
    Segments{ledger.directory()}.read(
        first, [&](std::uint64_t n, std::string_view line) {
          if (n <= last) out.write(line);
          return n < last;
        });
  }
  out.flush();
  return ExitStatus::success;
}

bool contains(const auto& list, const auto& value) {
  return std::find(list.begin(), list.end(), value) != list.end();
}

// Numbers that the ledger has not come to are mistyped.
void require_records(const Ledger& ledger,
                     const std::vector<std::uint64_t>& numbers) {
  const auto records = ledger.state().records;
  for (const auto n : numbers) {
    if (n >= 1 && n <= records) continue;
    throw Error(
        ErrorKind::config, "there is no record " + std::to_string(n),
        "the ledger has " + plural(records, "record") + ", numbered from 1");
  }
}

// How delivery stands.
struct Standing {
  std::optional<LaptopRegistration> registration;
  std::uint64_t sent = 0;  // and stored
  std::uint64_t waiting = 0;
  std::uint64_t refused = 0;  // dead letters that lie there still
  bool machine_checked = false;

  bool is_well() const { return registration && waiting == 0 && refused == 0; }

  std::string json() const {
    const auto text = [&](const std::string& value) {
      return json_string(registration ? value : "");
    };
    const auto said = registration.value_or(LaptopRegistration{});
    return std::string("{\"registered\":") + (registration ? "true" : "false") +
           ",\"user\":" + text(said.user) + ",\"gateway\":" + text(said.url) +
           ",\"sent\":" + std::to_string(sent) +
           ",\"waiting\":" + std::to_string(waiting) +
           ",\"refused\":" + std::to_string(refused) +
           ",\"machine_checked\":" + (machine_checked ? "true" : "false") + "}";
  }

  std::string sentence() const {
    auto text = main_clause();
    if (registration && refused > 0) {
      text += " " + plural(refused, "record") +
              " the gateway refused for good: they are in " +
              flk::quoted(dead_letter_path(state_dir())) +
              "; give it to flock-send once more, or remove it.";
    }
    if (!machine_checked) {
      text += " This machine has no id: a clone would go unnoticed.";
    }
    return text;
  }

 private:
  std::string main_clause() const {
    if (!registration) {
      return "This laptop is not registered: flock-send register connects it.";
    }
    if (waiting > 0) {
      const bool one = waiting == 1;
      return plural(waiting, "record") + (one ? " waits" : " wait") +
             " to leave for " + registration->url + ": flock-send deliver " +
             (one ? "sends it." : "sends them.");
    }
    return (is_well() ? "All is well: " : "") + plural(sent, "record") +
           " delivered to " + registration->url + " as " + registration->user +
           ", none waits.";
  }
};

}  // namespace

ExitStatus outbox_verb() {
  const auto ledger = open_ledger();
  if (!ledger) return ExitStatus::success;
  const auto state = ledger->state();
  return print_records(*ledger, state.acknowledged + 1, state.records);
}

ExitStatus sent_verb() {
  const auto ledger = open_ledger();
  if (!ledger) return ExitStatus::success;
  return print_records(*ledger, 1, ledger->state().acknowledged);
}

ExitStatus withdraw_verb(const SendOptions& options, Log& log) {
  if (options.numbers.empty() && options.twigs.empty() && !options.all) {
    throw Error(ErrorKind::config, "nothing to withdraw was named",
                "name records by number or --twig, or say --all");
  }
  const auto ledger = open_ledger();
  if (!ledger) return ExitStatus::success;
  const auto choose = [&](std::uint64_t n, const Record& record) {
    return options.all || contains(options.numbers, n) ||
           std::any_of(
               options.twigs.begin(), options.twigs.end(),
               [&](const auto& twig) { return is_row_of(record, twig); });
  };
  require_records(*ledger, options.numbers);
  const auto signer = signer_for(*ledger, choose, config_dir());
  const auto result =
      withdraw(*ledger, signer ? &*signer : nullptr, system_clock(), choose);
  log.debug("withdrew " + plural(result.withdrawn, "record"));
  const bool too_late = !options.all && result.delivered > 0;
  if (too_late) {
    log.warning(plural(result.delivered, "record") +
                " had left before (flock-send sent shows them)");
  }
  if (result.withdrawn == 0 && !too_late && !options.all) {
    log.warning("nothing was taken back: no such record waits");
  }
  if (result.attempted == 0) {
    return too_late && !options.numbers.empty() ? ExitStatus::partly_done
                                                : ExitStatus::success;
  }
  log.warning(plural(result.attempted, "record") +
              " may have left all the same: a request was made, and its answer "
              "never came");
  return ExitStatus::partly_done;
}

ExitStatus reset_verb(Log& log) {
  const auto directory = state_dir() + "/ledger";
  if (!file_exists(directory)) return ExitStatus::success;
  const FileLock append{directory + "/append.lock"};
  const FileLock delivery{directory + "/delivery.lock"};
  std::string old = directory + "-" + format_rfc3339(system_clock().now());
  std::filesystem::rename(directory, old);
  sync_directory(state_dir());
  log.warning("the old ledger, with whatever had not left, is now " +
              flk::quoted(old));
  return ExitStatus::success;
}

ExitStatus status_verb(const SendOptions& options) {
  Standing standing;
  standing.registration = load_registration(config_dir());
  if (const auto ledger = open_ledger()) {
    const auto state = ledger->state();
    standing.waiting = state.records - state.acknowledged;
    standing.refused =
        count_dead_letters(dead_letter_path(state_dir()), ledger->id());
    standing.sent =
        state.acknowledged - std::min(state.acknowledged, state.refused);
  }
  standing.machine_checked =
      LedgerPlace::on_this_machine({}).machine_id.has_value();
  std::printf("%s\n", options.common.json ? standing.json().c_str()
                                          : standing.sentence().c_str());
  return standing.is_well() ? ExitStatus::success : ExitStatus::answer_is_no;
}

}  // namespace flk
