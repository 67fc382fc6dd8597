// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/ledger/dead_letter.hpp>

#include <algorithm>
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
  RecordParser parser{kAnyLedgerLine};
  read_lines(path, 1, [&](std::uint64_t, std::string_view line) {
    const auto record = parser.parse(line);
    const auto origin = record ? dead_letter_origin(*record) : std::nullopt;
    if (origin && origin->ledger == ledger) visit(*record, origin->n);
    return true;
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

}  // namespace

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

std::vector<UndeclaredLoss> undeclared_losses(const std::string& path,
                                              std::string_view ledger,
                                              std::uint64_t after) {
  constexpr std::uint64_t kMaxCount = 1000;
  std::vector<UndeclaredLoss> losses;
  for_each_letter(path, ledger, [&](const Record& record, std::uint64_t n) {
    if (n <= after) return;
    const auto stream = record.flock_text("stream");
    if (losses.empty() || losses.back().stream != stream ||
        losses.back().count == kMaxCount) {
      losses.push_back({stream, {}, 0, 0});
    }
    auto& loss = losses.back();
    ++loss.count;
    loss.last_n = std::max(loss.last_n, n);
    const auto seq = record.find_flock("seq");
    if (!stream.empty() && seq && seq->integer()) {
      loss.seqs.push_back(static_cast<std::uint64_t>(*seq->integer()));
    }
  });
  return losses;
}

}  // namespace flk
