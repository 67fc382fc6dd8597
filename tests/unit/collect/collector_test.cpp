// SPDX-License-Identifier: GPL-3.0-or-later
// Runs side by side, and of many accounts; tests/model has all else.

#include <flock/collect/collector.hpp>

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <optional>
#include <sstream>
#include <string>
#include <vector>

#include <flock/base/error.hpp>
#include <flock/base/fd.hpp>
#include <flock/base/file.hpp>
#include <flock/record/object_writer.hpp>

#include "support/ledger_fixture.hpp"

namespace flk {
namespace {

constexpr char kPack[] = R"({"queries": {"addons": {
  "query": "select uid, name from addons;", "interval": 3600,
  "description": "Add-ons", "value": "To see them", "per_user": true}}})";
constexpr char kPolicy[] = R"({"members": [],
  "twigs": {"addons": {"columns": {"name": "keep"}}}})";

// One row, of the account.
class OneRow : public QueryEngine {
 public:
  explicit OneRow(uid_t uid) : uid_(uid) {}
  const std::string& name() const override { return name_; }
  QueryResult query(const std::string&) override {
    return {{"uid", "name"}, {{std::to_string(uid_), "adblock"}}, {}};
  }

 private:
  uid_t uid_;
  std::string name_ = "one-row";
};

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream in{text};
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

// As far as the ledger looks.
std::string redacted(const std::string& line) {
  const ParsedRecord record{line};
  return edited_flock(record->object(), ObjectEdit().set("policy", "\"p\""));
}

// The machine's run, as root: her rows only as long as she says yes.
class CollectorTest : public LedgerFixture {
 protected:
  CollectorTest() {
    catalogue_.add_pack(kPack, "pack");
    make_directories(dir / "base", 0700);
    std::filesystem::create_directories(dir / "home/.config/flock");
    decide(dir / "consent.jsonl", true);
  }

  void decide(const std::string& path, bool allowed) {
    const auto terms =
        Terms::of(*catalogue_.find("addons"), policy_.rules_of("addons", {}));
    append_decision(path,
                    {Milliseconds{1}, "addons", allowed, terms, 0, {}, false});
  }

  void she_says(bool yes) {
    const auto path = dir / "home/.config/flock/consent.jsonl";
    decide(path, yes);
    if (::getuid() != 0) return;
    ASSERT_EQ(::chown(path.c_str(), uid_, uid_), 0);
  }

  // What a run gives out.
  std::string run() {
    const PolicyKeys keys;
    const auto consent = ConsentLog::load(dir / "consent.jsonl");
    const PerUserConsent per_user{
        0, [this](uid_t) { return std::optional{dir / "home"}; }};
    OneRow engine{uid_};
    const CollectSetup setup{catalogue_, policy_, keys,    consent,
                             ledger,     engine,  clock,   "linux",
                             dir.path(), user,    gateway, per_user};
    const auto path = dir / "out";
    const Fd out{
        ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600)};
    RecordWriter writer{out.get(), path};
    Collector{setup}.run(true, writer);
    return read_file(path, 1 << 20);
  }

  std::string user = "ann";
  std::string gateway = "https://gateway.example";
  uid_t uid_ = ::getuid() == 0 ? 4711 : ::getuid();
  Catalogue catalogue_;
  Policy policy_ = Policy::parse(kPolicy, "policy");
};

TEST_F(CollectorTest, WaitsForAnotherRunsQueriesForAMinute) {
  auto lock = std::optional{FileLock{dir / "collect.lock"}};
  const auto begin = clock.now();
  try {
    run();
    FAIL() << "two at once";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::try_again);
    EXPECT_THAT(error.what(),
                testing::HasSubstr("another flock-collect is running"));
  }
  EXPECT_LE(clock.now() - begin, Seconds{60});
  EXPECT_GT(clock.now() - begin, Seconds{50});
  lock.reset();
  EXPECT_THAT(run(), testing::HasSubstr("flock_run"));
}

// Whoever stores for another name, or elsewhere, has nothing of it yet.
TEST_F(CollectorTest, GivesAllRowsAgainForAnotherRegistration) {
  she_says(true);
  // What a run gives out, once the ledger has it.
  const auto rows = [&] {
    std::string given;
    for (const auto& line : lines_of(run())) {
      EXPECT_EQ(append(redacted(line)), AppendOutcome::appended);
      if (line.find("adblock") != std::string::npos) given += line;
    }
    return given;
  };
  EXPECT_THAT(rows(), testing::HasSubstr("\"epoch\":0"));
  EXPECT_EQ(rows(), "");
  user = "bob";
  const auto for_bob = rows();
  EXPECT_THAT(for_bob, testing::HasSubstr("\"hostIdentifier\":\"bob\""));
  EXPECT_THAT(for_bob, testing::HasSubstr("\"epoch\":1"));
  EXPECT_EQ(rows(), "");
  gateway = "https://elsewhere.example";
  EXPECT_THAT(rows(), testing::HasSubstr("\"epoch\":2"));
  EXPECT_EQ(rows(), "");
}

TEST_F(CollectorTest, GivesNoPendingRowsForAnotherName) {
  she_says(true);
  EXPECT_THAT(run(), testing::HasSubstr("\"hostIdentifier\":\"ann\""));
  user = "bob";
  const auto first = run();
  EXPECT_THAT(first, testing::HasSubstr("adblock"));
  EXPECT_THAT(first, testing::Not(testing::HasSubstr("\"ann\"")));
  // The new ones are pending now, and count as given once the ledger has them.
  EXPECT_EQ(run(), first);
  for (const auto& line : lines_of(first)) append(redacted(line));
  EXPECT_THAT(run(), testing::Not(testing::HasSubstr("adblock")));
}

TEST_F(CollectorTest, AsksAnAccountAgainForItsPendingRows) {
  EXPECT_THAT(run(), testing::Not(testing::HasSubstr("adblock")));
  std::filesystem::remove(dir / "pending.jsonl");
  she_says(true);
  EXPECT_THAT(run(), testing::HasSubstr("adblock"));
  EXPECT_THAT(run(), testing::HasSubstr("adblock")) << "they are pending";
  she_says(false);
  const auto given = run();
  EXPECT_THAT(given, testing::Not(testing::HasSubstr("adblock")));
  EXPECT_THAT(given, testing::HasSubstr("flock_run")) << "the same run";
}

}  // namespace
}  // namespace flk
