// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/ledger/withdraw.hpp>

#include <flock/base/error.hpp>
#include <flock/base/file.hpp>
#include <flock/base/json_text.hpp>
#include <flock/ledger/segments.hpp>
#include <flock/ledger/tail.hpp>

namespace flk {
namespace {

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
  RecordParser parser{kAnyLedgerLine};
  return signer->sign(*parser.parse(loss), position);
}

bool can_be_withdrawn(const Record& record) {
  const auto type = record.text("type");
  return type != "flock_key" && type != "flock_loss";
}

// One withdrawal, segment by segment.
class Replacing {
 public:
  Replacing(const LedgerState& state, const Signer* signer, Clock& clock,
            const ChooseRecord& choose)
      : state_(state), signer_(signer), clock_(clock), choose_(choose) {}

  void replace(const Segments::Segment& segment) {
    std::string bytes;
    bool changed = false;
    read_lines(segment.path, segment.first,
               [&](std::uint64_t n, std::string_view line) {
                 if (n > state_.records) return false;
                 auto loss = loss_of(n, line);
                 changed = changed || loss;
                 bytes += loss ? *loss : line;
                 bytes += '\n';
                 return true;
               });
    if (changed) replace_file(segment.path, bytes, 0600);
  }

  const Withdrawal& result() const { return result_; }

 private:
  // What takes the place of record `n`; nullopt where that stays.
  std::optional<std::string> loss_of(std::uint64_t n, std::string_view line) {
    const auto record = parser_.parse(line);
    if (!record || !can_be_withdrawn(*record) || !choose_(n, *record)) {
      return std::nullopt;
    }
    if (n <= state_.acknowledged) {
      ++result_.delivered;
      return std::nullopt;
    }
    ++result_.withdrawn;
    if (n <= state_.attempted) ++result_.attempted;
    return replacement(*record, signer_, clock_.now());
  }

  const LedgerState& state_;
  const Signer* signer_;
  Clock& clock_;
  const ChooseRecord& choose_;
  RecordParser parser_{kAnyLedgerLine};
  Withdrawal result_;
};

}  // namespace

bool is_row_of(const Record& record, std::string_view twig) {
  return !is_agent_record(record) && record.text("name") == twig;
}

Withdrawal withdraw(const Ledger& ledger, const Signer* signer, Clock& clock,
                    const ChooseRecord& choose) {
  const FileLock append_lock = ledger.lock_append();
  const FileLock delivery_lock = ledger.lock_delivery();
  const auto tail = read_tail(ledger.directory(), ledger.id(), ledger.stream());
  Replacing replacing{tail.state, signer, clock, choose};
  for (const auto& segment : Segments{ledger.directory()}.list()) {
    replacing.replace(segment);
  }
  return replacing.result();
}

bool any_waits(const Ledger& ledger, const ChooseRecord& choose) {
  const auto state = ledger.state();
  bool found = false;
  RecordParser parser{kAnyLedgerLine};
  Segments{ledger.directory()}.read(
      state.acknowledged + 1, [&](std::uint64_t n, std::string_view line) {
        const auto record = parser.parse(line);
        found = record && choose(n, *record);
        return !found && n < state.records;
      });
  return found;
}

bool needs_signer(const Ledger& ledger, const ChooseRecord& choose) {
  return any_waits(ledger, [&](std::uint64_t n, const Record& record) {
    return record.find_flock("sig") && can_be_withdrawn(record) &&
           choose(n, record);
  });
}

}  // namespace flk
