// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/collect/agent_records.hpp>

#include <set>

#include <flock/base/error.hpp>
#include <flock/base/json_text.hpp>
#include <flock/ledger/dead_letter.hpp>

namespace flk {
namespace {

std::string agent_record(const RecordOrigin& origin, std::string_view type,
                         std::string_view members, std::string_view source,
                         std::uint64_t position) {
  std::string line =
      "{\"type\":" + json_string(type) +
      ",\"timestamp\":" + std::to_string(origin.time.count()) +
      ",\"hostIdentifier\":" + json_string(origin.host_identifier);
  line += members;
  const Cursor cursor{origin.ledger, std::string(source), position};
  return line + ",\"flock\":{\"cursor\":" + json_string(cursor.text()) + "}}";
}

template <typename Numbers>
std::string number_list(const Numbers& numbers) {
  std::string list = "[";
  for (const auto number : numbers) {
    if (list.size() > 1) list += ',';
    list += std::to_string(number);
  }
  return list + "]";
}

std::string counts(const std::map<std::string, std::uint64_t>& by_twig) {
  std::string object = "{";
  for (const auto& [twig, count] : by_twig) {
    if (object.size() > 1) object += ',';
    object += json_string(twig) + ":" + std::to_string(count);
  }
  return object + "}";
}

// Fewer answers than the ledger has told of: some are gone, and what is said
// from now on would pass for told.
[[noreturn]] void refuse_shortened_consent() {
  throw Error(ErrorKind::config,
              "consent.jsonl holds fewer answers than were told already: it "
              "was removed or shortened",
              "restore it, or begin a new ledger with flock-send reset");
}

// Decisions of one verb's call, which have one time, make one record. A first
// no leaves none, nor a trace: only decisions that are told are numbered.
void add_consent_records(const RecordOrigin& origin, const LedgerState& state,
                         const ConsentLog& consent,
                         std::vector<std::string>& records) {
  const auto& decisions = consent.decisions();
  const auto told = state.cursor("consent");
  std::set<std::string> once_allowed;
  std::string ids;
  std::uint64_t number = 0;
  for (std::size_t i = 0; i < decisions.size(); ++i) {
    const auto& decision = decisions[i];
    const bool tells = decision.allowed || once_allowed.contains(decision.twig);
    if (decision.allowed) once_allowed.insert(decision.twig);
    if (tells && ++number > told) {
      if (!ids.empty()) ids += ',';
      ids += json_string(decision.twig);
    }
    const bool goes_on = i + 1 < decisions.size() &&
                         decisions[i + 1].time == decision.time &&
                         decisions[i + 1].allowed == decision.allowed;
    if (goes_on || ids.empty()) continue;
    RecordOrigin then = origin;
    then.time = decision.time;
    records.push_back(agent_record(
        then, decision.allowed ? "twigs_enabled" : "twigs_disabled",
        ",\"twig_ids\":[" + ids + "]", "consent", number));
    ids.clear();
  }
  if (number < told) refuse_shortened_consent();
}

}  // namespace

std::string flock_run_record(
    const RecordOrigin& origin, std::uint64_t position,
    const std::map<std::string, std::uint64_t>& rows,
    const std::map<std::string, std::uint64_t>& failures) {
  return agent_record(
      origin, "flock_run",
      ",\"rows\":" + counts(rows) + ",\"failures\":" + counts(failures),
      "engine", position);
}

std::vector<std::string> outstanding_agent_records(
    const RecordOrigin& origin, const LedgerState& state,
    const ConsentLog& consent, const std::string& dead_letter_path) {
  std::vector<std::string> records;
  if (state.cursor("server") == 0) {
    records.push_back(agent_record(origin, "server_enabled", "", "server", 1));
  }
  add_consent_records(origin, state, consent, records);
  for (const auto& loss :
       undeclared_losses(dead_letter_path, origin.ledger, state.undeclared,
                         state.cursor("dead-letter"))) {
    std::string members =
        ",\"count\":" + std::to_string(loss.count) + ",\"reason\":\"refused\"";
    if (!loss.stream.empty()) {
      members += ",\"stream\":" + json_string(loss.stream) +
                 ",\"seqs\":" + number_list(loss.seqs);
    }
    records.push_back(agent_record(origin, "flock_loss", members, "dead-letter",
                                   loss.last_n));
  }
  return records;
}

}  // namespace flk
