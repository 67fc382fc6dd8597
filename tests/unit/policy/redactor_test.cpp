// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/policy/redactor.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <string>
#include <vector>

#include <flock/base/error.hpp>
#include <flock/policy/rule_pseudonym.hpp>

#include "support/records.hpp"

namespace flk {
namespace {

using testing::ElementsAre;

// Keeps what a Redactor refers to.
class Redaction {
 public:
  explicit Redaction(const std::string& twigs,
                     RedactObserver* observer = nullptr)
      : policy_(Policy::parse(R"({"members":["name","unixTime","action"],)"
                              R"("twigs":{)" +
                                  twigs + "}}",
                              "p")),
        redactor_(policy_, keys_, observer) {}

  const std::string& id() const { return policy_.id(); }
  std::string hash(std::string_view twig) const {
    return policy_.rules_hash(twig, keys_);
  }

  RedactOutcome outcome(const std::string& line) {
    const ParsedRecord record{line};
    out_.clear();
    return redactor_.redact(*record, out_);
  }

  // What leaves of `line`, with ID for the policy's id.
  std::string passed(const std::string& line) {
    EXPECT_EQ(outcome(line), RedactOutcome::passed) << redactor_.reason();
    std::string text = out_;
    const auto at = text.find(id());
    if (at != std::string::npos) text.replace(at, id().size(), "ID");
    return text;
  }

  const std::string& out() const { return out_; }
  const std::string& reason() const { return redactor_.reason(); }

 private:
  Policy policy_;
  PolicyKeys keys_;
  Redactor redactor_;
  std::string out_;
};

constexpr char kTwigs[] =
    R"("t":{"columns":{"a":"keep","b":"mask","c":"drop"}})";

TEST(Redactor, PassesOfAnEventWhatThePolicyNames) {
  Redaction redaction{kTwigs};
  EXPECT_EQ(
      redaction.passed(
          R"({"name":"t","hostIdentifier":"h","decorations":{"u":"ann"},"unixTime":1,"x":2,"columns":{"c":"1","a":"2","b":"3","d":"4"},"action":"added"})"),
      R"({"name":"t","hostIdentifier":"h","unixTime":1,"columns":{"a":"2","b":"***"},"action":"added","flock":{"policy":"ID"}})");
}

TEST(Redactor, PassesOfEachRowOfASnapshotWhatThePolicyNames) {
  Redaction redaction{kTwigs};
  EXPECT_EQ(
      redaction.passed(
          R"({"name":"t","snapshot":[{"a":"1","d":"2"},{},{"b":"3"}],"action":"snapshot"})"),
      R"({"name":"t","snapshot":[{"a":"1"},{},{"b":"***"}],"action":"snapshot","flock":{"policy":"ID"}})");
  EXPECT_EQ(redaction.passed(R"({"name":"t","snapshot":[]})"),
            R"({"name":"t","snapshot":[],"flock":{"policy":"ID"}})");
}

TEST(Redactor, PassesOfEachRowOfABatchWhatThePolicyNames) {
  Redaction redaction{kTwigs};
  EXPECT_EQ(
      redaction.passed(
          R"({"diffResults":{"added":[{"a":"1"},{"b":2}],"x":[{"a":"1"}],"removed":[]},"name":"t"})"),
      R"({"diffResults":{"added":[{"a":"1"},{"b":"***"}],"removed":[]},"name":"t","flock":{"policy":"ID"}})");
}

TEST(Redactor, KeepsTheBytesOfWhatItKeeps) {
  Redaction redaction{kTwigs};
  EXPECT_EQ(
      redaction.passed(
          "{\"name\" : \"t\" , \"unixTime\":18446744073709551616, \"columns\":"
          "{ \"\\u0061\": {\"x\" :[1.50e1, \"\\u00e9\\/\"]} , \"c\":1}  }"),
      "{\"name\" : \"t\" , \"unixTime\":18446744073709551616, \"columns\":"
      "{\"\\u0061\": {\"x\" :[1.50e1, \"\\u00e9\\/\"]}},"
      "\"flock\":{\"policy\":\"ID\"}}");
}

TEST(Redactor, ComparesKeysDecoded) {
  Redaction redaction{kTwigs};
  EXPECT_EQ(
      redaction.passed(
          R"({"n\u0061me":"\u0074","d\u0065corations":1,"column\u0073":{"\u0061":"1","\u0062":"2","\u0063":"3"}})"),
      R"({"n\u0061me":"\u0074","column\u0073":{"\u0061":"1","\u0062":"***"},"flock":{"policy":"ID"}})");
}

TEST(Redactor, DropsWhatThePolicyDoesNotName) {
  Redaction redaction{kTwigs};
  EXPECT_EQ(redaction.outcome(R"({"name":"u","columns":{"a":"1"}})"),
            RedactOutcome::dropped);
  EXPECT_EQ(redaction.outcome(R"({"name":"t","columns":{"c":"1","d":"2"}})"),
            RedactOutcome::dropped);
  EXPECT_EQ(redaction.outcome(R"({"name":"t","snapshot":[{"c":"1"}]})"),
            RedactOutcome::dropped);
  EXPECT_EQ(redaction.out(), "");
}

TEST(Redactor, RejectsWhatIsNoResultRecord) {
  Redaction redaction{kTwigs};
  for (const auto* line :
       {"{}", R"({"columns":{"a":"1"}})", R"({"name":7,"columns":{}})",
        R"({"name":"t"})", R"({"name":"t","columns":[]})",
        R"({"name":"t","snapshot":{}})", R"({"name":"t","snapshot":[["a"]]})",
        R"({"name":"t","diffResults":[]})",
        R"({"name":"t","diffResults":{"added":[1]}})",
        R"({"name":"t","columns":{"a":"1"},"snapshot":"secret"})",
        R"({"name":"t","hostIdentifier":7,"columns":{}})"}) {
    EXPECT_EQ(redaction.outcome(line), RedactOutcome::malformed) << line;
    EXPECT_NE(redaction.reason(), "");
    EXPECT_EQ(redaction.out(), "");
  }
}

TEST(Redactor, TakesATypeThatIsNotListedForAResultRecords) {
  Redaction redaction{kTwigs};
  EXPECT_EQ(
      redaction.passed(R"({"type":"flock","name":"t","columns":{"a":1}})"),
      R"({"name":"t","columns":{"a":1},"flock":{"policy":"ID"}})");
  EXPECT_EQ(redaction.outcome(R"({"type":["flock_run"],"name":"t"})"),
            RedactOutcome::malformed);
}

TEST(Redactor, SetsItsMarkAndRemovesThoseOfSignatures) {
  Redaction redaction{kTwigs};
  EXPECT_EQ(
      redaction.passed(
          R"({"flock":{"cursor":"c","policy":"forged","p\u006flicy2":1,"stream":"s","seq":1,"prev":"p","s\u0069g":"x","\u0069d":"i","index":"x","error":{"ledger":"l","n":1}},"name":"t","columns":{"a":1}})"),
      R"({"flock":{"cursor":"c","p\u006flicy2":1,"policy":"ID"},"name":"t","columns":{"a":1}})");
  // Of what is stored the id stays, so that it is stored once.
  EXPECT_EQ(
      redaction.passed(
          R"({"flock":{"id":"i","index":"x","error":{}},"name":"t","columns":{"a":1},"event.ingested":"y"})"),
      R"({"flock":{"id":"i","index":"x","policy":"ID"},"name":"t","columns":{"a":1},"event.ingested":"y"})");
  EXPECT_EQ(redaction.passed(R"({"flock":"x","name":"t","columns":{"a":1}})"),
            R"({"flock":{"policy":"ID"},"name":"t","columns":{"a":1}})");
}

TEST(Redactor, PassesTheGatewaysMembers) {
  Redaction redaction{kTwigs};
  EXPECT_EQ(
      redaction.passed(
          R"({"name":"t","columns":{"a":1},"@timestamp":"x","username":"u","user_name":"n","event.ingested":"y","event":{"ingested":1}})"),
      R"({"name":"t","columns":{"a":1},"@timestamp":"x","username":"u","user_name":"n","event.ingested":"y","flock":{"policy":"ID"}})");
}

std::string with_rules(const std::string& twig, const std::string& rules,
                       const std::string& more = "") {
  return R"({"name":")" + twig + R"(","columns":{"a":1},"flock":{"rules":)" +
         rules + "}" + more + "}";
}

TEST(Redactor, DropsWhatWasAgreedToUnderOtherRules) {
  Redaction redaction{kTwigs};
  const auto ours = "\"" + redaction.hash("t") + "\"";
  EXPECT_EQ(redaction.outcome(with_rules("t", ours)), RedactOutcome::passed);
  for (const auto* rules : {"\"other\"", "\"\"", "7", "null", "{}"}) {
    EXPECT_EQ(redaction.outcome(with_rules("t", rules)),
              RedactOutcome::rules_mismatch);
    EXPECT_EQ(redaction.out(), "");
  }
  EXPECT_EQ(redaction.outcome(
                with_rules("t", "\"other\"", R"(,"event.ingested":"x")")),
            RedactOutcome::passed);
}

TEST(Redactor, TellsATwigThatItDoesNotNameFromAMismatch) {
  Redaction redaction{kTwigs};
  EXPECT_EQ(
      redaction.outcome(with_rules("u", "\"" + redaction.hash("u") + "\"")),
      RedactOutcome::dropped);
  EXPECT_EQ(redaction.outcome(with_rules("u", "\"other\"")),
            RedactOutcome::rules_mismatch);
}

TEST(Redactor, UnderstandsOsquerydsPackNames) {
  Redaction redaction{kTwigs};
  const auto ours = "\"" + redaction.hash("t") + "\"";
  EXPECT_EQ(redaction.passed(R"({"name":"pack_x_t","columns":{"a":1,"d":2}})"),
            R"({"name":"pack_x_t","columns":{"a":1},"flock":{"policy":"ID"}})");
  EXPECT_EQ(redaction.outcome(with_rules("pack_x_t", ours)),
            RedactOutcome::passed);
  EXPECT_EQ(redaction.outcome(R"({"name":"pack_x_y_t","columns":{"a":1}})"),
            RedactOutcome::dropped);
}

TEST(Redactor, TellsWhatHappensToEachPart) {
  class Parts : public RedactObserver {
   public:
    void column(std::string_view twig, std::string_view column, bool is_named,
                const Rule* rule, std::string_view left) override {
      parts.push_back(std::string(twig) + "." + std::string(column) + " " +
                      (is_named ? std::string(name_of(rule->action)) : "?") +
                      " " + std::string(left));
    }
    void member_dropped(std::string_view name) override {
      parts.emplace_back(name);
    }
    std::vector<std::string> parts;
  } parts;
  Redaction redaction{kTwigs, &parts};
  redaction.outcome(
      R"({"name":"pack_x_t","x":1,"snapshot":[{"a":1,"d":1},{"c":1,"b":1}]})");
  EXPECT_THAT(parts.parts, ElementsAre("x", "t.a keep 1", "t.d ? ", "t.c drop ",
                                       "t.b mask \"***\""));
}

TEST(Redactor, RotatesPseudonymsByTheMonthOfTheRecordsOwnTime) {
  const auto policy = Policy::parse(
      R"({"members":["name"],"twigs":{"t":{"columns":{
          "a":{"action":"pseudonym","rotate":"monthly"}}}}})",
      "p");
  PolicyKeys keys;
  keys.pseudonym = SecretBytes{32};
  Redactor redactor{policy, keys};
  const auto token = [&](const std::string& time) {
    const ParsedRecord record{R"({"name":"t",)" + time +
                              R"("columns":{"a":"ann"}})"};
    std::string out;
    EXPECT_EQ(redactor.redact(*record, out), RedactOutcome::passed);
    const ParsedRecord redacted{out};
    return redacted->find("columns")->find("a")->decoded();
  };
  const Pseudonymizer pseudonymizer{*keys.pseudonym};
  const auto expected = [&](std::string_view month) {
    std::string out;
    pseudonymizer.append_token(out, "t.a", month, "ann");
    return out;
  };
  EXPECT_EQ(token(R"("unixTime":1795000000,)"), expected("2026-11"));
  EXPECT_EQ(token(R"("unixTime":"1796083200",)"), expected("2026-12"));
  EXPECT_EQ(token(""), expected("undated"));
}

TEST(Redactor, StartsOnlyWithTheKeysThatItsRulesNeed) {
  for (const std::string action : {"pseudonym", "seal"}) {
    const auto policy =
        Policy::parse(R"({"members":["name"],"twigs":{"t":{"columns":{"a":")" +
                          action + "\"}}}}",
                      "p");
    const PolicyKeys none;
    try {
      const Redactor redactor{policy, none};
      ADD_FAILURE() << action;
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::config);
      EXPECT_NE(error.hint(), "");
    }
  }
}

TEST(Redactor, AppendsAndTakesNothingBackOfWhatWasThere) {
  Redaction redaction{kTwigs};
  const auto policy = Policy::parse(
      R"({"members":[],"twigs":{"t":{"columns":{"a":"keep"}}}})", "p");
  const PolicyKeys keys;
  Redactor redactor{policy, keys};
  std::string out = "before ";
  const ParsedRecord dropped{R"({"name":"t","columns":{"b":1}})"};
  EXPECT_EQ(redactor.redact(*dropped, out), RedactOutcome::dropped);
  EXPECT_EQ(out, "before ");
  const ParsedRecord passes{R"({"name":"t","columns":{"a":1}})"};
  EXPECT_EQ(redactor.redact(*passes, out), RedactOutcome::passed);
  EXPECT_EQ(out, R"(before {"columns":{"a":1},"flock":{"policy":")" +
                     policy.id() + "\"}}");
}

TEST(Redactor, LetsNothingPassThatNoOtherToolWouldTake) {
  const auto policy = Policy::parse(
      R"({"members":["name"],"twigs":{"t":{"columns":{"keep":"keep",
          "a":{"action":"replace","pattern":".","with":")" +
          std::string(200, 'x') + R"("}}}}})",
      "p");
  const PolicyKeys keys;
  constexpr std::size_t kMaxBytes = 1000;
  Redactor redactor{policy, keys, nullptr, kMaxBytes};
  const auto outcome_of = [&](const std::string& line, std::string& out) {
    const ParsedRecord record{line};
    return redactor.redact(*record, out);
  };
  std::string out = "before";
  EXPECT_EQ(outcome_of(R"({"name":"t","columns":{"a":"12345"}})", out),
            RedactOutcome::malformed);
  EXPECT_EQ(redactor.reason(), "redacted it is longer than 1000 bytes");
  EXPECT_EQ(out, "before");
  EXPECT_EQ(outcome_of(R"({"name":"t","columns":{"a":"1234"}})", out),
            RedactOutcome::passed);

  // Neither one value nor many make more of it than is needed to see that.
  std::string rows;
  for (int i = 0; i < 1000; ++i) rows += R"({"a":"1234567890"},)";
  for (const auto& line : {R"({"name":"t","snapshot":[)" + rows + "{}]}",
                           R"({"name":"t","columns":{"a":")" +
                               std::string(100000, '1') + "\"}}"}) {
    out = {};
    EXPECT_EQ(outcome_of(line, out), RedactOutcome::malformed);
    EXPECT_LT(out.capacity(), 200'000u);
  }
}

}  // namespace
}  // namespace flk
