// SPDX-License-Identifier: GPL-3.0-or-later
// A ledger in a folder of its own, and signed records for it.

#pragma once

#include <flock/ledger/appender.hpp>
#include <flock/ledger/cursor.hpp>
#include <flock/ledger/ledger.hpp>
#include <flock/signature/signer.hpp>

#include "support/fake_clock.hpp"
#include "support/records.hpp"
#include "support/seeded_random.hpp"
#include "support/temp_dir.hpp"

namespace flk {

class LedgerFixture : public testing::Test {
 protected:
  // The record of flock-collect at `position`, redacted, not signed.
  std::string row(std::uint64_t position,
                  const std::string& twig = "os_version",
                  const std::string& value = "x") const {
    const Cursor cursor{ledger.id(), "engine", position};
    return R"({"name":")" + twig +
           R"(","hostIdentifier":"ann","unixTime":1795417200,"columns":{"v":")" +
           value + R"("},"action":"added","flock":{"cursor":")" +
           cursor.text() + R"(","policy":"p"}})";
  }

  std::string sign(const std::string& line, ChainPosition& position) const {
    const ParsedRecord record{line};
    return signer.sign(*record, position);
  }

  // Appends `lines` signed as the ledger's next ones.
  void append_signed(const std::vector<std::string>& lines) {
    auto position = ledger.state().chain;
    Appender appender{ledger, rules, clock};
    for (const auto& line : lines) {
      const ParsedRecord record{sign(line, position)};
      ASSERT_EQ(appender.add(*record), AppendOutcome::appended);
    }
    appender.commit();
  }

  AppendOutcome append(const std::string& line) {
    Appender appender{ledger, rules, clock};
    const ParsedRecord record{line};
    const auto outcome = appender.add(*record);
    appender.commit();
    return outcome;
  }

  TempDir dir;
  FakeClock clock;
  SeededRandom random;
  LedgerPlace place{dir.path(), "machine-1"};
  Ledger ledger = Ledger::open_or_create(place, clock, random);
  Signer signer{SigningKey::generate(random)};
  AppendRules rules{256 << 20, [](std::string_view) { return true; }};
};

}  // namespace flk
