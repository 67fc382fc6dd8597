// SPDX-License-Identifier: GPL-3.0-or-later
// Against tests/fakes/osqueryi.

#include <flock/collect/osquery_engine.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <string>

#include "support/environment.hpp"
#include "support/query_rows.hpp"
#include "support/temp_dir.hpp"

namespace flk {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class OsqueryEngineTest : public testing::Test {
 protected:
  // What comes of it when osqueryi prints `output`.
  QueryResult read(const std::string& output,
                   const EngineOptions& options = {}) {
    write_file(dir_ / "output", output);
    return query("select 1", options);
  }

  QueryResult query(const std::string& sql, const EngineOptions& options = {}) {
    return OsqueryEngine{kOsqueryi, options}.query(sql);
  }

  static constexpr const char* kOsqueryi = FLOCK_FAKES "/osqueryi";

  TempDir dir_;
  Environment output_{"FAKE_OSQUERYI_OUTPUT", dir_ / "output"};
};

TEST_F(OsqueryEngineTest, HasAName) {
  EXPECT_EQ(OsqueryEngine{kOsqueryi}.name(), "osquery");
}

TEST_F(OsqueryEngineTest, ReadsRows) {
  const auto result = read(
      "[\n  {\"pid\":\"1\",\"name\":\"init\"},\n"
      "  {\"pid\":\"2\",\"name\":\"caf\\u00e9 \\\"x\\\"\"}\n]\n");
  EXPECT_THAT(result.columns, ElementsAre("pid", "name"));
  EXPECT_THAT(text_rows(result), ElementsAre("1|init", "2|café \"x\""));
}

TEST_F(OsqueryEngineTest, ReadsNoRows) {
  const auto result = read("[\n\n]\n");
  EXPECT_TRUE(result.ok());
  EXPECT_THAT(result.rows, IsEmpty());
}

TEST_F(OsqueryEngineTest, TakesNumbersAndNullAsText) {
  EXPECT_THAT(text_rows(read(R"([{"a":1,"b":1.50,"c":null,"d":true}])")),
              ElementsAre("1|1.50||true"));
}

TEST_F(OsqueryEngineTest, TakesColumnsInAnyOrder) {
  const auto result =
      read(R"([{"a":"1","b":"2"},{"b":"4","a":"3"},{"b":"6"}])");
  EXPECT_THAT(text_rows(result), ElementsAre("1|2", "3|4", "|6"));
}

TEST_F(OsqueryEngineTest, WritesBytesThatAreNoUtf8AsText) {
  EXPECT_THAT(text_rows(read("[{\"a\":\"x\xff\"}]")), ElementsAre("x\\xFF"));
}

TEST_F(OsqueryEngineTest, CutsLongValues) {
  const auto rows =
      text_rows(read("[{\"a\":\"" + std::string(100000, 'x') + "\"}]"));
  EXPECT_THAT(rows.at(0), HasSubstr("x... [cut, 100000 bytes]"));
}

TEST_F(OsqueryEngineTest, FailsWhereTheOutputIsNoRows) {
  EXPECT_EQ(read("[{\"a\":").failure,
            "osqueryi wrote no JSON: a value is missing");
  EXPECT_EQ(read("").failure, "osqueryi wrote no JSON: empty");
  EXPECT_EQ(read("{}").failure, "osqueryi wrote no array of rows");
  EXPECT_EQ(read("[1]").failure, "osqueryi wrote rows with different columns");
  EXPECT_EQ(read(R"([{"a":"1"},{"b":"1"}])").failure,
            "osqueryi wrote rows with different columns");
}

TEST_F(OsqueryEngineTest, FailsBeyondItsBounds) {
  EngineOptions options;
  options.max_rows = 1;
  EXPECT_EQ(read(R"([{"a":"1"},{"a":"2"}])", options).failure,
            "more than 1 rows");
  options.max_result_bytes = 10;
  EXPECT_EQ(read(R"([{"a":"1"},{"a":"2"}])", options).failure,
            "osqueryi wrote more than 10 bytes");
}

TEST_F(OsqueryEngineTest, TellsWhatOsqueryiSaysOfAFailure) {
  const Environment fail{"FAKE_OSQUERYI_FAIL",
                         "\nError: no such table: \x1b[2Kx\nmore"};
  EXPECT_EQ(query("select 1").failure,
            "osqueryi ended with status 1: 'Error: no such table: "
            "\\x1B[2Kx'");
}

TEST_F(OsqueryEngineTest, EndsAnOsqueryiThatHangs) {
  const Environment hang{"FAKE_OSQUERYI_HANG", "1"};
  EngineOptions options;
  options.timeout = Milliseconds{300};
  EXPECT_EQ(query("select 1", options).failure,
            "osqueryi was not done after 300ms");
}

TEST_F(OsqueryEngineTest, TellsWhyOsqueryiCannotBeRun) {
  EXPECT_EQ((OsqueryEngine{dir_ / "missing"}.query("select 1").failure),
            "cannot run osqueryi: No such file or directory");
}

// Else SQL could be an option, or one of the shell's commands: ".output FILE".
TEST_F(OsqueryEngineTest, PassesSqlSoThatItIsNothingElse) {
  const Environment arguments{"FAKE_OSQUERYI_ARGUMENTS", dir_ / "arguments"};
  read("[]");
  const auto with_sql = [](const std::string& sql) {
    return "--json\n--disable_events\n--disable_extensions\n"
           "--disable_logging\n"
           "--disable_tables=carves,curl,curl_certificate\n " +
           sql + "\n";
  };
  EXPECT_EQ(contents(dir_ / "arguments"), with_sql("select 1"));
  query(".output /tmp/x");
  EXPECT_EQ(contents(dir_ / "arguments"), with_sql(".output /tmp/x"));
  query("--config_path=/tmp/x");
  EXPECT_EQ(contents(dir_ / "arguments"), with_sql("--config_path=/tmp/x"));
  EXPECT_EQ(query(std::string("a\0b", 3)).failure, "it has a NUL");
}

}  // namespace
}  // namespace flk
