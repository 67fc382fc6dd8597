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
#include <flock/cli/withdrawal_key.hpp>
#include <flock/ledger/appender.hpp>
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

std::string plural(std::uint64_t count, const std::string& noun) {
  return std::to_string(count) + " " + noun + (count == 1 ? "" : "s");
}

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
           (!is_agent_record(record) &&
            contains(options.twigs, record.text("name")));
  };
  const auto signer = signer_for(*ledger, choose, config_dir());
  const auto result =
      withdraw(*ledger, signer ? &*signer : nullptr, system_clock(), choose);
  log.debug("withdrew " + plural(result.withdrawn, "record"));
  if (result.attempted == 0) return ExitStatus::success;
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
  const auto registration = load_registration(config_dir());
  const auto ledger = open_ledger();
  const auto state = ledger ? ledger->state() : LedgerState{};
  const auto waiting = state.records - state.acknowledged;
  const bool checked = LedgerPlace::on_this_machine({}).machine_id.has_value();
  const bool well = registration && waiting == 0;
  if (options.common.json) {
    std::printf(
        "{\"registered\":%s,\"user\":%s,\"gateway\":%s,\"sent\":%llu,"
        "\"waiting\":%llu,\"machine_checked\":%s}\n",
        registration ? "true" : "false",
        json_string(registration ? registration->user : "").c_str(),
        json_string(registration ? registration->url : "").c_str(),
        static_cast<unsigned long long>(state.acknowledged),
        static_cast<unsigned long long>(waiting), checked ? "true" : "false");
    return well ? ExitStatus::success : ExitStatus::answer_is_no;
  }
  std::string text;
  if (!registration) {
    text = "This laptop is not registered: flock-send register connects it.";
  } else if (waiting > 0) {
    text = plural(waiting, "record") + " wait to leave for " +
           registration->url + ": flock-send deliver sends them.";
  } else {
    text = "All is well: " + plural(state.acknowledged, "record") +
           " delivered to " + registration->url + " as " + registration->user +
           ", none waits.";
  }
  if (!checked) text += " This machine has no id: a clone would go unnoticed.";
  std::printf("%s\n", text.c_str());
  return well ? ExitStatus::success : ExitStatus::answer_is_no;
}

}  // namespace flk
