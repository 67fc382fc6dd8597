// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/ledger/withdraw.hpp>

#include <flock/base/error.hpp>
#include <flock/base/file.hpp>
#include <flock/base/json_text.hpp>
#include <flock/ledger/segments.hpp>
#include <flock/ledger/tail.hpp>

namespace flk {
namespace {

constexpr std::size_t kAnyLength = std::size_t{1} << 31;

// The flock_loss that stands for `record`, not signed.
std::string loss_for(const Record& record, Milliseconds now) {
  std::string loss =
      "{\"type\":\"flock_loss\",\"timestamp\":" + std::to_string(now.count()) +
      ",\"hostIdentifier\":" + json_string(record.text("hostIdentifier")) +
      ",\"count\":1,\"reason\":\"withdrawn\"";
  if (record.find_flock("sig")) {
    loss += ",\"digest\":" + json_string(link_after(record));
  }
  loss += ",\"flock\":{";
  bool any = false;
  for (const auto* key : {"cursor", "policy"}) {
    const auto value = record.find_flock(key);
    if (!value) continue;
    if (any) loss += ',';
    any = true;
    loss += json_string(key) + ":" + std::string(value->raw());
  }
  return loss + "}}";
}

std::string replacement(const Record& record, const Signer* signer,
                        Milliseconds now) {
  const auto loss = loss_for(record, now);
  const auto seq = record.find_flock("seq");
  if (!record.find_flock("sig") || !seq) return loss;
  if (signer == nullptr) {
    throw Error(ErrorKind::config,
                "cannot withdraw signed records without the signing key");
  }
  ChainPosition position{
      record.flock_text("stream"),
      static_cast<std::uint64_t>(seq->integer().value_or(1) - 1),
      record.flock_text("prev")};
  RecordParser parser{kAnyLength};
  return signer->sign(*parser.parse(loss), position);
}

bool can_be_withdrawn(const Record& record) {
  const auto type = record.text("type");
  return type != "flock_key" && type != "flock_loss";
}

}  // namespace

Withdrawal withdraw(
    const Ledger& ledger, const Signer* signer, Clock& clock,
    const std::function<bool(std::uint64_t n, const Record&)>& choose) {
  const FileLock append_lock = ledger.lock_append();
  const FileLock delivery_lock = ledger.lock_delivery();
  const auto tail = read_tail(ledger.directory(), ledger.id(), ledger.stream());
  Withdrawal result;
  RecordParser parser{kAnyLength};
  for (const auto& segment : Segments{ledger.directory()}.list()) {
    std::string bytes;
    bool changed = false;
    read_lines(segment.path, segment.first,
               [&](std::uint64_t n, std::string_view line) {
                 if (n > tail.state.records) return false;
                 const auto record = parser.parse(line);
                 const bool chosen = n > tail.state.acknowledged && record &&
                                     can_be_withdrawn(*record) &&
                                     choose(n, *record);
                 if (chosen && n > tail.state.attempted) {
                   bytes += replacement(*record, signer, clock.now());
                   changed = true;
                   ++result.withdrawn;
                 } else {
                   bytes += line;
                   if (chosen) ++result.too_late;
                 }
                 bytes += '\n';
                 return true;
               });
    if (changed) replace_file(segment.path, bytes, 0600);
  }
  return result;
}

}  // namespace flk
