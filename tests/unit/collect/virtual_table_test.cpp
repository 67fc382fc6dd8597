// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/collect/virtual_table.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sqlite3.h>
#include <string>
#include <vector>

#include <memory>
#include <new>

namespace flk {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

int times_made = 0;  // of kNumbers' rows

const Table kNumbers{
    "numbers",
    {{"n", kBigint}, {"half", kInteger}, {"name"}, {"secret", kText, kHidden}},
    {},
    [](const TableContext&, TableRows& rows) {
      ++times_made;
      for (int n = 0; n < 10; ++n) {
        rows.add({{"n", n},
                  {"half", n % 2 == 0 ? Value{n / 2} : Value{}},
                  {"name", "n" + std::to_string(n)},
                  {"secret", "s"}});
      }
    }};

const Table kNarrowed{"narrowed",
                      {{"n", kBigint}, {"name"}},
                      "n",
                      [](const TableContext& context, TableRows& rows) {
                        const auto wanted = context.wanted();
                        rows.add({{"n", wanted.value_or(-1)},
                                  {"name", wanted ? "asked" : "own"}});
                        rows.add({{"n", 77}, {"name", "beside"}});
                      }};

const Table kStopped{
    "stopped", {{"n", kBigint}}, {}, [](const TableContext&, TableRows&) {
      throw QueryStopped{"a reason"};
    }};

const Table kDefective{"defective",
                       {{"n", kBigint}},
                       {},
                       [](const TableContext&, TableRows& rows) {
                         rows.add({{"m", 1}});
                       }};

const Table kTooLarge{
    "too_large", {{"n", kBigint}}, {}, [](const TableContext&, TableRows&) {
      throw std::bad_alloc{};
    }};

struct Close {
  void operator()(sqlite3* db) const { sqlite3_close(db); }
};

class VirtualTableTest : public testing::Test {
 protected:
  VirtualTableTest() {
    times_made = 0;
    sqlite3* db = nullptr;
    EXPECT_EQ(sqlite3_open(":memory:", &db), SQLITE_OK);
    db_.reset(db);
    for (auto& attached : attached_) attach_table(db, attached);
  }

  // Rows with '|' between their values, or the error.
  std::vector<std::string> rows(const std::string& sql) {
    std::vector<std::string> out;
    const auto take = [](void* to, int count, char** values, char**) {
      std::string row;
      for (int i = 0; i < count; ++i) {
        if (i > 0) row += '|';
        row += values[i] == nullptr ? "NULL" : values[i];
      }
      static_cast<std::vector<std::string>*>(to)->push_back(row);
      return 0;
    };
    if (sqlite3_exec(db_.get(), sql.c_str(), take, &out, nullptr) !=
        SQLITE_OK) {
      out = {sqlite3_errmsg(db_.get())};
    }
    return out;
  }

  EngineOptions options_;
  QueryBudget budget_{options_};
  Machine machine_;
  QueryTables tables_{machine_, budget_};
  AttachedTable attached_[5] = {{&kNumbers, &tables_},
                                {&kNarrowed, &tables_},
                                {&kStopped, &tables_},
                                {&kDefective, &tables_},
                                {&kTooLarge, &tables_}};
  std::unique_ptr<sqlite3, Close> db_;
};

TEST_F(VirtualTableTest, IsThereUnderItsName) {
  EXPECT_THAT(rows("select * from numbers where n < 3"),
              ElementsAre("0|0|n0", "1|NULL|n1", "2|1|n2"));
  EXPECT_THAT(rows("select secret, typeof(n), typeof(half), typeof(name) from "
                   "numbers limit 1"),
              ElementsAre("s|integer|integer|text"));
}

TEST_F(VirtualTableTest, IsMadeOnceForAllOfAQuery) {
  EXPECT_THAT(rows("select count(*) from numbers a, numbers b, numbers c where "
                   "a.n in (select n from numbers)"),
              ElementsAre("1000"));
  EXPECT_EQ(times_made, 1);
}

TEST_F(VirtualTableTest, FindsTheRowsOfAJoin) {
  EXPECT_THAT(rows("select a.n, b.n from numbers a join numbers b on "
                   "b.half = a.n where a.n < 3"),
              ElementsAre("0|0", "1|2", "2|4"));
  EXPECT_THAT(rows("select name from numbers where n = 3 and name = 'n3'"),
              ElementsAre("n3"));
  EXPECT_THAT(rows("select name from numbers where n = 3 and name = 'n4'"),
              IsEmpty());
  EXPECT_THAT(rows("select n from numbers where half = null"), IsEmpty());
  EXPECT_THAT(rows("select n from numbers where half is null and n < 4"),
              ElementsAre("1", "3"));
  EXPECT_THAT(rows("select n from numbers where n = 2 or n = 5 or name = 'n7'"),
              UnorderedElementsAre("2", "5", "7"));
}

TEST_F(VirtualTableTest, TellsATableWhatItIsNarrowedTo) {
  EXPECT_THAT(rows("select * from narrowed"),
              ElementsAre("-1|own", "77|beside"));
  EXPECT_THAT(rows("select * from narrowed where n = 5"),
              ElementsAre("5|asked"));
  EXPECT_THAT(rows("select * from narrowed where n in (5, '6', 'x')"),
              ElementsAre("5|asked", "6|asked"));
  EXPECT_THAT(rows("select narrowed.* from numbers join narrowed using (n) "
                   "where n < 2"),
              ElementsAre("0|asked", "1|asked"));
  EXPECT_THAT(rows("select narrowed.* from narrowed join numbers using (n) "
                   "where n < 2"),
              ElementsAre("0|asked", "1|asked"));
}

TEST_F(VirtualTableTest, CannotBeWrittenOrCreated) {
  EXPECT_THAT(rows("insert into numbers (n) values (1)"),
              ElementsAre("table numbers may not be modified"));
  EXPECT_THAT(rows("create virtual table other using numbers"),
              ElementsAre("no such module: numbers"));
}

TEST_F(VirtualTableTest, FailsWithTheReasonOfItsTable) {
  EXPECT_THAT(rows("select * from stopped"), ElementsAre("a reason"));
  EXPECT_THAT(rows("select * from defective"),
              ElementsAre("table 'defective' has no column 'm'"));
  EXPECT_THAT(rows("select * from too_large"), ElementsAre("out of memory"));
  EXPECT_THAT(rows("select 1"), ElementsAre("1"));
}

TEST(TableRowsTest, HoldValuesAsTheirColumnsDo) {
  const EngineOptions options;
  QueryBudget budget{options};
  TableRows rows{kNumbers, budget};
  rows.add({{"n", "12"}, {"half", "1x"}, {"name", 7}});
  EXPECT_EQ(*rows.at(0, 0).number(), 12);
  EXPECT_EQ(rows.at(0, 1).number(), nullptr);
  EXPECT_EQ(*rows.at(0, 2).text(), "7");
  EXPECT_EQ(rows.at(0, 3).text(), nullptr);
}

}  // namespace
}  // namespace flk
