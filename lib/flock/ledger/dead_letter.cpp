// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/ledger/dead_letter.hpp>

#include <compare>
#include <set>
#include <utility>

#include <flock/base/file.hpp>
#include <flock/base/hash.hpp>
#include <flock/base/json_text.hpp>
#include <flock/base/utf8.hpp>
#include <flock/ledger/segments.hpp>
#include <flock/record/object_writer.hpp>

namespace flk {
namespace {

constexpr std::size_t kReasonBytes = 1000;

// Calls `visit` with every dead letter of `ledger`.
template <typename Visit>
void for_each_letter(const std::string& path, std::string_view ledger,
                     Visit visit) {
  each_dead_letter(path,
                   [&](const Record& record, const DeadLetterOrigin& origin) {
                     if (origin.ledger == ledger) visit(record, origin.n);
                   });
}

std::string with_error(std::string_view ledger, const DeadLetter& letter) {
  std::string error = "{\"ledger\":" + json_string(ledger) +
                      ",\"n\":" + std::to_string(letter.n) + ",\"reason\":";
  const auto reason = to_utf8(letter.reason);
  append_json_string(error, utf8_prefix(reason, kReasonBytes));
  error += '}';
  RecordParser parser{kAnyLedgerLine};
  const auto record = parser.parse(letter.line);
  return edited_flock(record->object(),
                      ObjectEdit{}.set("error", std::move(error)));
}

// One record that was refused, in the order of the ledger.
struct Refused {
  std::uint64_t n;
  std::string stream;
  std::uint64_t seq;
  auto operator<=>(const Refused&) const = default;
};

std::set<Refused> all_refused(const std::string& path, std::string_view ledger,
                              const std::vector<RefusedRun>& known) {
  std::set<Refused> all;
  for (const auto& run : known) {
    for (auto n = run.first; n <= run.last; ++n) {
      all.insert({n, run.stream, run.seq == 0 ? 0 : run.seq + (n - run.first)});
    }
  }
  for_each_letter(path, ledger, [&](const Record& record, std::uint64_t n) {
    const auto stream = record.flock_text("stream");
    const auto seq = record.find_flock("seq");
    const auto number = seq && !stream.empty() ? seq->integer() : std::nullopt;
    all.insert({n, number ? stream : std::string(),
                static_cast<std::uint64_t>(number.value_or(0))});
  });
  return all;
}

}  // namespace

void each_dead_letter(const std::string& path, const DeadLetterVisitor& visit) {
  RecordParser parser{kAnyLedgerLine};
  read_lines(path, 1, [&](std::uint64_t, std::string_view line) {
    const auto record = parser.parse(line);
    const auto origin = record ? dead_letter_origin(*record) : std::nullopt;
    if (origin) visit(*record, *origin);
    return true;
  });
}

void add_dead_letters(const std::string& path, std::string_view ledger,
                      const std::vector<DeadLetter>& letters) {
  // By number and bytes: after a backup of the ledger came back another record
  // can have the number.
  std::set<std::pair<std::uint64_t, std::string>> there;
  for_each_letter(path, ledger, [&](const Record& record, std::uint64_t n) {
    there.emplace(n, sha256_base64url(without_error(record)));
  });
  std::string lines;
  RecordParser parser{kAnyLedgerLine};
  for (const auto& letter : letters) {
    auto line = with_error(ledger, letter);
    const auto bytes = without_error(*parser.parse(line));
    if (there.contains({letter.n, sha256_base64url(bytes)})) continue;
    if (!lines.empty()) lines += '\n';
    lines += line;
  }
  if (!lines.empty()) append_line_synced(path, lines, 0600);
}

std::uint64_t count_dead_letters(const std::string& path,
                                 std::string_view ledger) {
  std::uint64_t count = 0;
  for_each_letter(path, ledger, [&](const Record&, std::uint64_t) { ++count; });
  return count;
}

std::optional<DeadLetterOrigin> dead_letter_origin(const Record& record) {
  const auto error = record.find_flock("error");
  if (!error) return std::nullopt;
  const auto ledger = error->find("ledger");
  const auto n = error->find("n");
  if (!ledger || !ledger->is_string() || !n) return std::nullopt;
  const auto number = n->integer();
  if (!number || *number < 1) return std::nullopt;
  return DeadLetterOrigin{ledger->decoded(),
                          static_cast<std::uint64_t>(*number)};
}

std::string without_error(const Record& record) {
  return edited_flock(record.object(), ObjectEdit{}.remove("error"));
}

std::vector<UndeclaredLoss> undeclared_losses(
    const std::string& path, std::string_view ledger,
    const std::vector<RefusedRun>& known, std::uint64_t after) {
  constexpr std::uint64_t kMaxCount = 1000;
  std::vector<UndeclaredLoss> losses;
  for (const auto& refused : all_refused(path, ledger, known)) {
    if (refused.n <= after) continue;
    if (losses.empty() || losses.back().stream != refused.stream ||
        losses.back().count == kMaxCount) {
      losses.push_back({refused.stream, {}, 0, 0});
    }
    auto& loss = losses.back();
    ++loss.count;
    loss.last_n = refused.n;
    if (refused.seq != 0) loss.seqs.push_back(refused.seq);
  }
  return losses;
}

}  // namespace flk
