// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/collect/agent_records.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <string>
#include <vector>

#include <flock/base/error.hpp>
#include <flock/base/file.hpp>

#include "support/records.hpp"
#include "support/temp_dir.hpp"

namespace flk {
namespace {

class ConsentRecords : public testing::Test {
 protected:
  ConsentRecords() { state_.cursors["server"] = 1; }

  void decide(const std::string& twig, bool allowed) {
    append_decision(path_,
                    {Milliseconds{++time_}, twig, allowed, {}, 0, {}, false});
  }

  // "TYPE POSITION" of what is to be told; it then is.
  std::vector<std::string> tell() {
    std::vector<std::string> told;
    for (const auto& line : outstanding_agent_records(
             {"AAAAAAAAAAAAAAAAAAAAAA", "ann", Milliseconds{1}}, state_,
             ConsentLog::load(path_), dir_ / "dead-letter.jsonl")) {
      const ParsedRecord record{line};
      const auto cursor = Cursor::parse(record->flock_text("cursor"));
      state_.cursors[cursor->source] = cursor->position;
      told.push_back(record->text("type") + " " +
                     std::to_string(cursor->position));
    }
    return told;
  }

  TempDir dir_;
  std::string path_ = dir_ / "consent.jsonl";
  LedgerState state_;
  std::int64_t time_ = 0;
};

TEST_F(ConsentRecords, ShowNothingOfAFirstNo) {
  decide("a", false);
  decide("b", false);
  EXPECT_THAT(tell(), testing::IsEmpty());
  decide("c", true);
  decide("d", false);
  EXPECT_THAT(tell(), testing::ElementsAre("twigs_enabled 1"));
  decide("c", false);
  EXPECT_THAT(tell(), testing::ElementsAre("twigs_disabled 2"));
  decide("a", true);
  EXPECT_THAT(tell(), testing::ElementsAre("twigs_enabled 3"));
  EXPECT_THAT(tell(), testing::IsEmpty());
}

TEST_F(ConsentRecords, AreNotMadeWhereToldAnswersAreGone) {
  decide("a", true);
  decide("a", false);
  tell();
  remove_file(path_);
  decide("a", true);
  EXPECT_THROW(tell(), Error);
}

}  // namespace
}  // namespace flk
