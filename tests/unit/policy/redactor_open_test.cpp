// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/policy/redactor_open.hpp>

#include <gtest/gtest.h>
#include <string>

#include <flock/policy/redactor.hpp>

#include "support/records.hpp"

namespace flk {
namespace {

class RecordOpenerTest : public testing::Test {
 protected:
  RecordOpenerTest() : opener_(SealKeyPair::generate()) {
    auto pair = SealKeyPair::generate();
    keys_.seal_public = pair.public_key;
    opener_ = RecordOpener{std::move(pair)};
  }

  std::string redacted(const std::string& line) {
    Redactor redactor{policy_, keys_};
    const ParsedRecord record{line};
    std::string out;
    EXPECT_EQ(redactor.redact(*record, out), RedactOutcome::passed);
    return out;
  }

  std::string opened(const std::string& line) {
    const ParsedRecord record{line};
    return opener_.open(*record).value_or("refused: " + opener_.reason());
  }

  std::string mark() const {
    return R"(,"flock":{"policy":")" + policy_.id() + "\"}}";
  }

  const Policy policy_ = Policy::parse(
      R"({"members":["name"],"twigs":{"t":{"columns":{"a":"seal","b":"keep"}}}})",
      "p");
  PolicyKeys keys_;
  RecordOpener opener_;
};

TEST_F(RecordOpenerTest, GivesBackWhatWasSealedInEveryForm) {
  for (
      const std::string line :
      {R"({"name":"t","hostIdentifier":"h","columns":{"a":"x \u00e9","b": 1}})",
       R"({"name":"t","snapshot":[{"a":"x"},{"b":1},{"a":{"c":[1,"y"]}}]})",
       R"({"name":"t","diffResults":{"added":[{"a":7}],"removed":[{"a":"z"}]}})"}) {
    auto expected = line.substr(0, line.size() - 1) + mark();
    const auto escape = expected.find("\\u00e9");
    if (escape != std::string::npos) expected.replace(escape, 6, "\u00e9");
    EXPECT_EQ(opened(redacted(line)), expected);
  }
  EXPECT_EQ(opener_.opened(), 5u);
}

TEST_F(RecordOpenerTest, LeavesTheBytesOfWhatIsNotSealed) {
  for (
      const std::string line :
      {R"( {"name" : "t","columns":{ "a":"\u0061" , "b":1.50e1},"flock":{"sig":"x"}} )",
       R"({"columns":7,"snapshot":{},"diffResults":[1]})", R"({"x":1})"}) {
    EXPECT_EQ(opened(line), line);
  }
}

TEST_F(RecordOpenerTest, TakesTheSignatureOffWhatItChanged) {
  auto line = redacted(R"({"name":"t","columns":{"a":"x"}})");
  line.replace(line.find(R"("policy")"), 0,
               R"("cursor":"c","stream":"s","seq":1,"prev":"p","sig":"y",)");
  EXPECT_EQ(opened(line),
            R"({"name":"t","columns":{"a":"x"},"flock":{"cursor":"c",)" +
                mark().substr(10));
}

TEST_F(RecordOpenerTest, RefusesARecordIntoWhichAValueWasPut) {
  const auto line =
      redacted(R"({"name":"t","hostIdentifier":"h","columns":{"a":"x"}})");
  const auto with = [&](const std::string& from, const std::string& to) {
    auto changed = line;
    return opened(changed.replace(changed.find(from), from.size(), to));
  };
  const std::string elsewhere =
      "was sealed for another hostIdentifier, twig or column";
  EXPECT_EQ(with("\"a\"", "\"c\""),
            "refused: the value sealed in column 'c' " + elsewhere);
  EXPECT_EQ(with("\"h\"", "\"i\""),
            "refused: the value sealed in column 'a' " + elsewhere);
  EXPECT_EQ(with("\"t\"", "\"u\""),
            "refused: the value sealed in column 'a' " + elsewhere);
  EXPECT_EQ(with("\"}", "A\"}"),
            "refused: the value sealed in column 'a' is damaged: it does not "
            "open");
}

TEST_F(RecordOpenerTest, LeavesWhatIsSealedToAnotherKeyAndCountsIt) {
  const auto line = redacted(R"({"name":"t","columns":{"a":"x"}})");
  RecordOpener other{SealKeyPair::generate()};
  const ParsedRecord record{line};
  EXPECT_EQ(other.open(*record), line);
  EXPECT_EQ(other.others(), 1u);
  EXPECT_EQ(other.opened(), 0u);
}

}  // namespace
}  // namespace flk
