// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/ledger/ledger.hpp>

#include <flock/base/error.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "support/ledger_fixture.hpp"

namespace flk {
namespace {

using LedgerTest = LedgerFixture;

TEST_F(LedgerTest, IsMadeOnceByWhoeverComesFirst) {
  const TempDir other;
  const LedgerPlace there{other.path(), std::nullopt};
  std::vector<std::string> ids(8);
  {
    std::vector<std::jthread> threads;
    for (unsigned i = 0; i < ids.size(); ++i) {
      threads.emplace_back([&, i] {
        FakeClock its_clock;
        SeededRandom its_random{i + 1};
        ids[i] = Ledger::open_or_create(there, its_clock, its_random).id();
      });
    }
  }
  for (const auto& id : ids) EXPECT_EQ(id, ids[0]);
  EXPECT_EQ(ids[0].size(), 22u);
}

TEST_F(LedgerTest, IsEmptyAtFirst) {
  const auto state = ledger.state();
  EXPECT_EQ(state.records, 0u);
  EXPECT_EQ(state.chain.seq, 0u);
  EXPECT_EQ(state.chain.prev, "");
  EXPECT_EQ(state.chain.stream, ledger.stream());
  EXPECT_EQ(ledger.stream().size(), 32u);
  EXPECT_EQ(state.cursor("engine"), 0u);
}

TEST_F(LedgerTest, IsNotThereBeforeItIsMade) {
  const TempDir other;
  EXPECT_FALSE(Ledger::open_if_exists({other.path(), std::nullopt}));
}

TEST_F(LedgerTest, StopsOnAnotherMachineAndNamesTheCure) {
  LedgerPlace clone = place;
  clone.machine_id = "machine-2";
  try {
    Ledger::open_if_exists(clone);
    ADD_FAILURE() << "no error";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::config);
    EXPECT_THAT(error.what(), testing::HasSubstr("another machine"));
    EXPECT_THAT(error.hint(), testing::HasSubstr("flock-send reset"));
  }
  clone.machine_id.reset();
  EXPECT_TRUE(Ledger::open_if_exists(clone));
}

TEST_F(LedgerTest, RefusesAFileThatIsNone) {
  write_file(dir / "ledger/ledger.json", "{");
  EXPECT_THROW(Ledger::open_if_exists(place), Error);
  write_file(dir / "ledger/ledger.json", "{\"format\":1}");
  EXPECT_THROW(Ledger::open_if_exists(place), Error);
}

TEST_F(LedgerTest, KeepsItsGateway) {
  ledger.set_gateway("https://gateway.example:5000");
  EXPECT_EQ(Ledger::open_if_exists(place)->gateway(),
            "https://gateway.example:5000");
}

TEST_F(LedgerTest, ReadsOnFromTheCheckpoint) {
  append_signed({row(1), row(2)});
  const auto before = contents(dir / "ledger/checkpoint.json");
  append_signed({row(3)});
  const auto after = ledger.state();
  // As if the process had died before the checkpoint.
  write_file(dir / "ledger/checkpoint.json", before);
  const auto state = ledger.state();
  EXPECT_EQ(state.records, 3u);
  EXPECT_EQ(state.cursor("engine"), 3u);
  EXPECT_EQ(state.chain.seq, 3u);
  EXPECT_EQ(state.chain.prev, after.chain.prev);
}

TEST_F(LedgerTest, DoesNotTakeATornLineForARecord) {
  append_signed({row(1)});
  std::ofstream{dir / "ledger/0000000000000001.jsonl", std::ios::app}
      << R"({"name":"torn)";
  EXPECT_EQ(ledger.state().records, 1u);
  std::ofstream{dir / "ledger/0000000000000001.jsonl", std::ios::app}
      << "\n{}\n";
  EXPECT_EQ(ledger.state().records, 1u);
}

TEST_F(LedgerTest, NoticesSegmentsThatEndBeforeTheCheckpoint) {
  append_signed({row(1), row(2)});
  write_file(dir / "ledger/0000000000000001.jsonl", row(1) + "\n");
  EXPECT_THROW(ledger.state(), Error);
  std::filesystem::remove(dir / "ledger/0000000000000001.jsonl");
  EXPECT_THROW(ledger.state(), Error);
}

// From another implementation: Python's hashlib.blake2b(b"machine-1",
// digest_size=32, key=bytes(range(16))).
TEST(MachineHash, IsKeyedBlake2b) {
  EXPECT_EQ(machine_hash("machine-1", "AAECAwQFBgcICQoLDA0ODw"),
            "Uy0_OykJy4AdVAB74_Onn5wB2q5h3WKJVLm95tfhA50");
}

}  // namespace
}  // namespace flk
