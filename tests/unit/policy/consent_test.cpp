// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/policy/consent.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <string>
#include <sys/stat.h>

#include <flock/base/error.hpp>
#include <flock/policy/policy.hpp>

#include "support/temp_dir.hpp"

namespace flk {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

std::string rules(const std::string& columns) {
  return Policy::parse(R"({"members":["name"],"twigs":{"t":{"columns":{)" +
                           columns + "}}}}",
                       "p")
      .rules_of("t", {});
}

Terms terms() {
  return {"select a, b from t where c = 'd  e';",
          Seconds{3600},
          {"darwin", "linux"},
          "why it is asked",
          rules(R"("a":"keep","b":"keep")")};
}

Decision decision(bool allowed, const std::string& twig = "t") {
  Decision made;
  made.time = Milliseconds{1795417200123};
  made.twig = twig;
  made.allowed = allowed;
  if (allowed) made.terms = terms();
  made.uid = 1000;
  made.sudo_user = "ann";
  made.at_terminal = true;
  return made;
}

class ConsentTest : public testing::Test {
 protected:
  void say(const Decision& made) { append_decision(path_, made); }
  ConsentLog log() const { return ConsentLog::load(path_); }

  std::string error() const {
    try {
      log();
    } catch (const Error& caught) {
      EXPECT_EQ(caught.kind(), ErrorKind::config);
      return caught.what();
    }
    return "";
  }

  const TempDir dir_;
  const std::string path_ = dir_ / "consent.jsonl";
};

TEST_F(ConsentTest, IsUndecidedWithoutADecision) {
  const auto empty = log();
  EXPECT_EQ(empty.of("t", terms()).state, ConsentState::undecided);
  EXPECT_EQ(empty.of("t", terms()).decision, nullptr);
  EXPECT_FALSE(empty.allowed("t"));
  EXPECT_THAT(empty.decisions(), IsEmpty());
}

TEST_F(ConsentTest, IsReadAsItWasWritten) {
  say(decision(true));
  say(decision(false, "u"));
  const auto decisions = log().decisions();
  ASSERT_EQ(decisions.size(), 2u);
  const auto& yes = decisions[0];
  EXPECT_EQ(yes.time, Milliseconds{1795417200123});
  EXPECT_EQ(yes.twig, "t");
  EXPECT_TRUE(yes.allowed);
  EXPECT_EQ(yes.terms.sql, terms().sql);
  EXPECT_EQ(yes.terms.interval, terms().interval);
  EXPECT_EQ(yes.terms.platforms, terms().platforms);
  EXPECT_EQ(yes.terms.purpose, terms().purpose);
  EXPECT_EQ(yes.terms.rules, terms().rules);
  EXPECT_EQ(yes.uid, 1000u);
  EXPECT_EQ(yes.sudo_user, "ann");
  EXPECT_TRUE(yes.at_terminal);
  EXPECT_FALSE(decisions[1].allowed);
  EXPECT_EQ(
      contents(path_).substr(contents(path_).find('\n') + 1),
      R"({"time":"2026-11-23T07:00:00.123Z","twig":"u","decision":"disabled","uid":1000,"sudo_user":"ann","at_terminal":true})"
      "\n");
}

TEST_F(ConsentTest, IsTheLastDecisionsOfTheTwig) {
  say(decision(true));
  say(decision(false, "u"));
  EXPECT_EQ(log().of("t", terms()).state, ConsentState::enabled);
  EXPECT_EQ(log().of("t", terms()).line, 1u);
  EXPECT_TRUE(log().allowed("t"));
  say(decision(false));
  const auto consent_log = log();
  const auto no = consent_log.of("t", terms());
  EXPECT_EQ(no.state, ConsentState::disabled);
  EXPECT_EQ(no.line, 3u);
  EXPECT_EQ(no.decision, &consent_log.decisions()[2]);
  EXPECT_FALSE(consent_log.allowed("t"));
  say(decision(true));
  EXPECT_EQ(log().of("t", terms()).state, ConsentState::enabled);
}

TEST_F(ConsentTest, CoversWhatCollectsLess) {
  say(decision(true));
  auto now = terms();
  now.interval = Seconds{7200};
  now.platforms = {"linux"};
  now.sql = "select a,b\nfrom t where c='d  e' ;";
  now.purpose = "why it is\n asked";
  now.rules = rules(R"("a":"mask")");
  const auto consent = log().of("t", now);
  EXPECT_EQ(consent.state, ConsentState::enabled);
  EXPECT_THAT(consent.changed, IsEmpty());
}

TEST_F(ConsentTest, DoesNotCoverWhatCollectsMoreAndSaysWhatChanged) {
  say(decision(true));
  const auto consent_log = log();
  const auto changed = [&](const Terms& now) {
    const auto consent = consent_log.of("t", now);
    EXPECT_EQ(consent.state, ConsentState::undecided);
    EXPECT_NE(consent.decision, nullptr);
    return consent.changed;
  };
  auto now = terms();
  now.sql = "select a, b from t where c = 'd e';";
  EXPECT_THAT(changed(now), ElementsAre("the query"));
  now = terms();
  now.interval = Seconds{3599};
  now.platforms = {"linux", "windows"};
  EXPECT_THAT(changed(now), ElementsAre("the interval", "the platforms"));
  now = terms();
  now.purpose = "another reason";
  now.rules = rules(R"("a":"keep","b":"keep","c":"mask")");
  EXPECT_THAT(changed(now), ElementsAre("the purpose", "the redaction rules"));
  // Whether it was allowed is another question than whether it still is.
  EXPECT_TRUE(consent_log.allowed("t"));
}

TEST_F(ConsentTest, HasItsTermsFromTheTwig) {
  Twig twig;
  twig.sql = "select 1";
  twig.interval = Seconds{5};
  twig.platforms = {"linux"};
  twig.purpose = "p";
  const auto made = Terms::of(twig, "{}");
  EXPECT_EQ(made.sql, "select 1");
  EXPECT_EQ(made.interval, Seconds{5});
  EXPECT_EQ(made.purpose, "p");
  EXPECT_EQ(made.rules, "{}");
}

TEST_F(ConsentTest, IsNoDecisionInATornLastLineWhichTheNextOneReplaces) {
  say(decision(false));
  const auto whole = contents(path_);
  for (const auto& torn :
       {std::string("{\"time\":\"20"), whole.substr(0, whole.size() - 1)}) {
    write_file(path_, whole + torn);
    EXPECT_EQ(log().decisions().size(), 1u);
  }
  say(decision(true));
  EXPECT_EQ(log().decisions().size(), 2u);
  EXPECT_TRUE(log().allowed("t"));
  EXPECT_EQ(contents(path_).substr(0, whole.size()), whole);
}

TEST_F(ConsentTest, MakesItsFolder) {
  append_decision(dir_ / "new/consent.jsonl", decision(true));
  EXPECT_TRUE(ConsentLog::load(dir_ / "new/consent.jsonl").allowed("t"));
}

TEST_F(ConsentTest, IsNobodyElsesToRead) {
  say(decision(true));
  struct stat info {};
  ASSERT_EQ(::stat(path_.c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777, 0600u);
}

TEST_F(ConsentTest, IsRefusedWhereALineCannotBeUnderstood) {
  say(decision(false));
  const auto good = contents(path_);
  const auto with = [&](const std::string& from, const std::string& to) {
    auto line = good;
    line.replace(line.find(from), from.size(), to);
    write_file(path_, good + line + good);
    return error();
  };
  const auto where =
      "cannot understand the consent in '" + path_ + "', line 2: ";
  EXPECT_EQ(with("{", ""), where + "text behind the value");
  EXPECT_EQ(with("disabled", "enable"),
            where + "decision is neither enabled nor disabled");
  EXPECT_EQ(with("disabled", "enabled"), where + "no terms");
  EXPECT_EQ(with("\"twig\"", "\"Twig\""), where + "unknown member 'Twig'");
  EXPECT_EQ(with("2026", "year"), where + "time is no RFC 3339 time");
  EXPECT_EQ(with("1000", "\"1000\""), where + "uid is no whole number");
  EXPECT_EQ(with("1000", "-1"), where + "uid is no whole number");
  EXPECT_EQ(with("true", "1"), where + "at_terminal is neither true nor false");
  EXPECT_EQ(with("\"uid\":1000,", ""), where + "no uid");
  EXPECT_EQ(with("{", "\n{"), where + "empty");
}

}  // namespace
}  // namespace flk
