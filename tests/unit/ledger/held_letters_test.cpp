// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/ledger/held_letters.hpp>

#include <gtest/gtest.h>
#include <string>

#include <flock/base/file.hpp>
#include <flock/ledger/outbox.hpp>
#include <flock/record/object_writer.hpp>

#include "support/ledger_fixture.hpp"

namespace flk {
namespace {

class HeldLettersTest : public LedgerFixture {
 protected:
  // Delivers the whole outbox, of which the gateway refuses number 2.
  void refuse_second() {
    auto outbox = Outbox::try_open(ledger);
    const auto batch = outbox->next({});
    second_ = batch->lines[1];
    outbox->attempt(*batch);
    outbox->acknowledge(*batch, {{2, second_, "long"}}, path_);
  }

  std::string letter(const std::string& line, std::uint64_t n,
                     const std::string& id) const {
    const ParsedRecord record{line};
    ObjectEdit edit;
    edit.set("error", "{\"ledger\":\"" + id + "\",\"n\":" + std::to_string(n) +
                          ",\"reason\":\"r\"}");
    return edited_flock(record->object(), edit);
  }

  bool hold(const std::string& line) const {
    const ParsedRecord record{line};
    HeldLetters letters{path_, ledger};
    return letters.hold(*dead_letter_origin(*record), *record);
  }

  std::string path_ = dir / "dead-letter.jsonl";
  std::string second_;
};

TEST_F(HeldLettersTest, KnowWhatTheFileHolds) {
  append_signed({row(1), row(2), row(3)});
  refuse_second();
  EXPECT_TRUE(hold(letter(second_, 2, ledger.id())));
  // An earlier ledger's stay there behind a reset.
  append_line_synced(path_, letter(row(7), 7, "earlier"), 0600);
  EXPECT_TRUE(hold(letter(row(7), 7, "earlier")));
}

TEST_F(HeldLettersTest, KnowWhatTheLedgerHoldsWithoutTheFile) {
  append_signed({row(1), row(2), row(3)});
  refuse_second();
  remove_file(path_);
  EXPECT_TRUE(hold(letter(second_, 2, ledger.id())));
}

TEST_F(HeldLettersTest, KnowARecordThatHasNoOtherFlock) {
  for (const auto* line : {R"({"n":1})", R"({"n":2,"flock":{}})"}) {
    ASSERT_EQ(append(line), AppendOutcome::appended);
  }
  refuse_second();
  EXPECT_TRUE(hold(letter(second_, 2, ledger.id())));
  remove_file(path_);
  EXPECT_TRUE(hold(letter(R"({"n":1})", 1, ledger.id())));
  EXPECT_TRUE(hold(letter(second_, 2, ledger.id())));
}

TEST_F(HeldLettersTest, KnowNoOther) {
  append_signed({row(1), row(2), row(3)});
  refuse_second();
  EXPECT_FALSE(hold(letter(second_, 3, ledger.id())));
  EXPECT_FALSE(hold(letter(second_, 2, "another")));
  EXPECT_FALSE(hold(letter(row(2, "os_version", "y"), 2, ledger.id())));
  EXPECT_FALSE(hold(letter(second_, 99, ledger.id())));
  // What still waits may have to rest.
  append_signed({row(4)});
  const auto outbox = Outbox::try_open(ledger);
  EXPECT_FALSE(hold(letter(outbox->next({})->lines[0], 4, ledger.id())));
}

}  // namespace
}  // namespace flk
