// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/ledger/held_letters.hpp>

#include <flock/base/hash.hpp>
#include <flock/ledger/segments.hpp>

namespace flk {
namespace {

std::string digest_of(const DeadLetterOrigin& origin,
                      const std::string& bytes) {
  return sha256_base64url(origin.ledger + '\n' + std::to_string(origin.n) +
                          '\n' + bytes);
}

std::unordered_set<std::string> read_letters(const std::string& path) {
  std::unordered_set<std::string> letters;
  each_dead_letter(path,
                   [&](const Record& record, const DeadLetterOrigin& origin) {
                     letters.insert(digest_of(origin, without_error(record)));
                   });
  return letters;
}

}  // namespace

bool HeldLetters::hold(const DeadLetterOrigin& origin, const Record& record) {
  if (!letters_) letters_ = read_letters(path_);
  const auto bytes = without_error(record);
  return letters_->contains(digest_of(origin, bytes)) ||
         (origin.ledger == ledger_.id() && ledger_holds(origin.n, bytes));
}

bool HeldLetters::ledger_holds(std::uint64_t n,
                               const std::string& bytes) const {
  if (n > ledger_.state().acknowledged) return false;
  bool found = false;
  RecordParser parser{kAnyLedgerLine};
  Segments{ledger_.directory()}.read(
      n, [&](std::uint64_t number, std::string_view line) {
        const auto record = number == n ? parser.parse(line) : std::nullopt;
        // Compared as both are without flock.error, which changes a `flock`
        // that had nothing else in it.
        found = record && without_error(*record) == bytes;
        return false;
      });
  return found;
}

}  // namespace flk
