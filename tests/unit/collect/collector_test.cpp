// SPDX-License-Identifier: GPL-3.0-or-later
// Runs side by side, and of many accounts; tests/model has all else.

#include <flock/collect/collector.hpp>

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <optional>
#include <string>

#include <flock/base/error.hpp>
#include <flock/base/fd.hpp>
#include <flock/base/file.hpp>

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
                             dir.path(), "ann",   per_user};
    const auto path = dir / "out";
    const Fd out{
        ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600)};
    RecordWriter writer{out.get(), path};
    Collector{setup}.run(true, writer);
    return read_file(path, 1 << 20);
  }

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
