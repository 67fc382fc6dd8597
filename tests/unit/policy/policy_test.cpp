// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/policy/policy.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <string>
#include <vector>

#include <flock/base/encoding.hpp>
#include <flock/base/error.hpp>
#include <flock/base/hash.hpp>

#include "support/temp_dir.hpp"

namespace flk {
namespace {

using testing::ElementsAre;

Policy policy_of(const std::string& columns,
                 const std::string& members = R"("name","action")") {
  return Policy::parse(R"({"members":[)" + members +
                           R"(],"twigs":{"t":{"columns":{)" + columns + "}}}}",
                       "p");
}

std::string error_of(const std::string& text) {
  try {
    Policy::parse(text, "p");
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::config);
    return error.what();
  }
  return "";
}

TEST(Policy, NamesTwigsAndColumns) {
  const auto policy = Policy::parse(
      R"({"members":["name","action","name","hostIdentifier","@timestamp"],
          "twigs":{"b":{"columns":{"y":"keep","x":"mask"}},"a":{"columns":{}}}})",
      "p");
  EXPECT_THAT(policy.members(), ElementsAre("action", "name"));
  ASSERT_NE(policy.find("b"), nullptr);
  EXPECT_EQ(policy.find("b")->columns[0].name, "y");
  EXPECT_EQ(policy.find("b")->find("x")->action, RuleAction::mask);
  EXPECT_EQ(policy.find("b")->find("z"), nullptr);
  EXPECT_EQ(policy.find("c"), nullptr);
  EXPECT_EQ(policy.twigs().size(), 2u);
}

TEST(Policy, RefusesWhatItDoesNotUnderstandAndSaysWhere) {
  EXPECT_EQ(error_of("[]"), "p: line 1, column 1: the policy is no object");
  EXPECT_EQ(error_of("{\"twigs\":{}}"),
            "p: line 1, column 1: the policy lacks its member 'members'");
  EXPECT_EQ(error_of("{\"members\":[]}"),
            "p: line 1, column 1: the policy lacks its member 'twigs'");
  EXPECT_EQ(error_of("{\"members\":[],\n\"twig\":{}}"),
            "p: line 2, column 1: the policy has an unknown member 'twig'");
  EXPECT_EQ(error_of("{\"members\":{},\"twigs\":{}}"),
            "p: line 1, column 12: members is no array");
  EXPECT_EQ(error_of("{\"members\":[1],\"twigs\":{}}"),
            "p: line 1, column 13: a name in members is no text");
  EXPECT_EQ(error_of("{\"members\":[],\"twigs\":[]}"),
            "p: line 1, column 23: twigs is no object");
  EXPECT_EQ(error_of("{\"members\":[],\"twigs\":{\"t\":{}}}"),
            "p: line 1, column 28: twigs.t lacks its member 'columns'");
  EXPECT_EQ(error_of("{\"members\":[],\"twigs\":{\"t\":{\"columns\":[]}}}"),
            "p: line 1, column 39: twigs.t.columns is no object");
  EXPECT_EQ(error_of("{\"members\":[],\"twigs\":{\"\":{\"columns\":{}}}}"),
            "p: line 1, column 24: a twig's name is no text");
  EXPECT_EQ(
      error_of(
          R"({"members":[],"twigs":{"t":{"columns":{},"defaults":"mask"}}})"),
      "p: line 1, column 42: twigs.t has an unknown member 'defaults'");
  EXPECT_EQ(error_of("{\"members\":[],\"twigs\":{\"t\":{\"columns\":{\n"
                     "  \"version\": \"kep\"}}}}"),
            "p: line 2, column 14: twigs.t.columns.version: unknown action "
            "'kep'");
}

TEST(Policy, LetsRowsPassThroughItsTwigsAlone) {
  for (const std::string name : {"columns", "snapshot", "diffResults"}) {
    EXPECT_THAT(error_of("{\"members\":[\"" + name + "\"],\"twigs\":{}}"),
                testing::EndsWith("members cannot have '" + name +
                                  "': its columns pass as twigs says"));
  }
}

TEST(Policy, HasTheIdOfItsCanonicalForm) {
  const auto one = Policy::parse(
      R"({"members":["name"],"twigs":{"t":{"columns":{"a":"keep"}}}})", "p");
  const auto other = Policy::parse(
      R"(/* the same */ {"twigs":{"t":{"columns":{"\u0061":"keep"}}},
         "members": [ "name" ]})",
      "q");
  EXPECT_EQ(one.id(), other.id());
  EXPECT_EQ(
      one.id(),
      sha256_base64url(
          R"({"members":["name"],"twigs":{"t":{"columns":{"a":"keep"}}}})"));
  EXPECT_NE(one.id(), policy_of(R"("a":"mask")").id());
}

TEST(Policy, TakesOsquerydsPackNamesForTheTwig) {
  const auto policy = Policy::parse(
      R"({"members":[],"twigs":{"alf":{"columns":{}},"os_version":{"columns":{}},
          "pack_it_alf":{"columns":{}}}})",
      "p");
  EXPECT_EQ(policy.twig_of("alf"), "alf");
  EXPECT_EQ(policy.twig_of("pack_fleet_os_version"), "os_version");
  EXPECT_EQ(policy.twig_of("pack_it_alf"), "pack_it_alf");
  EXPECT_EQ(policy.twig_of("pack_x"), "pack_x");
  // Not alf: the query may be one that is called my_alf.
  EXPECT_EQ(policy.twig_of("pack_fleet_my_alf"), "my_alf");
  EXPECT_EQ(policy.twig_of("other"), "other");
}

TEST(PolicyRules, AreTheColumnsThatPassWithTheMembers) {
  const auto policy = policy_of(
      R"("b":{"action":"truncate","characters":8,"why":"x"},"a":"keep","c":"drop")");
  EXPECT_EQ(
      policy.rules_of("t", {}),
      R"({"columns":{"a":{"action":"keep"},"b":{"action":"truncate","characters":8}},"members":["action","name"]})");
  EXPECT_EQ(policy.rules_of("other", {}), "{}");
  EXPECT_EQ(policy.rules_hash("t", {}),
            to_base64url(sha256(policy.rules_of("t", {})).substr(0, 16)));
}

TEST(PolicyRules, BindTheKindOfThePseudonymKeyAndTheIdOfTheSealKey) {
  const auto policy = policy_of(R"("a":"pseudonym","b":"seal")");
  EXPECT_TRUE(policy.needs_pseudonym_key());
  PolicyKeys keys;
  EXPECT_THROW(policy.rules_of("t", keys), Error);
  keys.seal_public = std::string(32, 'k');
  const auto device = policy.rules_of("t", keys);
  EXPECT_THAT(device,
              testing::HasSubstr(
                  R"({"action":"pseudonym","domain":"t.a","key":"device"})"));
  EXPECT_THAT(device, testing::HasSubstr(R"({"action":"seal","kid":")" +
                                         seal_key_id(keys.seal_public)));
  keys.fleet_pseudonym = true;
  const auto fleet = policy.rules_of("t", keys);
  EXPECT_NE(device, fleet);
  keys.seal_public[0] = 'l';
  EXPECT_FALSE(Policy::only_stricter(fleet, policy.rules_of("t", keys)));
}

TEST(OnlyStricter, HoldsForLessAndNotForMore) {
  const auto rules = [](const std::string& columns,
                        const std::string& members = R"("name")") {
    return policy_of(columns, members).rules_of("t", {});
  };
  const auto stricter = [](const std::string& before, const std::string& now) {
    return Policy::only_stricter(before, now);
  };
  const auto before = rules(R"("a":"keep","b":"keep")");
  EXPECT_TRUE(stricter(before, before));
  EXPECT_TRUE(stricter(before, rules(R"("a":"keep")")));
  EXPECT_TRUE(stricter(before, rules(R"("b":"mask","a":"keep")")));
  EXPECT_TRUE(stricter(before, rules(R"("a":"keep","b":"drop","c":"drop")")));
  EXPECT_TRUE(stricter(before, rules("", "")));
  EXPECT_TRUE(stricter(before, "{}"));
  EXPECT_FALSE(stricter(before, rules(R"("a":"keep","c":"mask")")));
  EXPECT_FALSE(stricter(rules(R"("a":"mask")"), before));
  EXPECT_FALSE(stricter("{}", rules(R"("a":"mask")")));
  EXPECT_FALSE(
      stricter(before, rules(R"("a":"keep")", R"("name","decorations")")));
}

TEST(OnlyStricter, CountsWhatTheDefaultLetsPass) {
  const auto rules = [](const std::string& columns,
                        const std::string& others = "") {
    return Policy::parse(R"({"members":[],"twigs":{"t":{"columns":{)" +
                             columns + "}" + others + "}}}",
                         "p")
        .rules_of("t", {});
  };
  const std::string mask = R"(,"default":"mask")";
  const std::string drop = R"(,"default":"drop")";
  EXPECT_EQ(rules(R"("a":"keep","b":"drop")", mask),
            R"({"columns":{"a":{"action":"keep"},"b":{"action":"drop"}},)"
            R"("default":{"action":"mask"},"members":[]})");
  EXPECT_EQ(rules(R"("a":"keep","b":"drop")", drop), rules(R"("a":"keep")"));
  const auto stricter = Policy::only_stricter;
  EXPECT_TRUE(stricter(rules(R"("a":"keep")", mask), rules(R"("a":"keep")")));
  EXPECT_FALSE(stricter(rules(R"("a":"keep")"), rules(R"("a":"keep")", mask)));
  EXPECT_TRUE(stricter(rules(R"("a":"keep")", mask), rules("", mask)));
  // What was dropped is masked now.
  EXPECT_FALSE(stricter(rules(R"("a":"drop")", mask), rules("", mask)));
  EXPECT_TRUE(stricter(rules("", mask), rules(R"("a":"mask")", mask)));
  EXPECT_FALSE(stricter(rules("", mask), rules(R"("a":"keep")", mask)));
}

TEST(OnlyStricter, TakesConditionsOnColumnsThatWereKeptAlone) {
  const auto rules = [](const std::string& columns) {
    return policy_of(columns).rules_of("t", {});
  };
  const std::string shell =
      R"("shell":[{"action":"generalize","to":"home",
                   "when":{"column":"username","matches":"^[a-m]"}},"drop"])";
  const auto stricter = [&](const std::string& username,
                            const std::string& was) {
    return Policy::only_stricter(
        rules(R"("username":)" + username + R"(,"shell":)" + was),
        rules(R"("username":)" + username + "," + shell));
  };
  const std::string home = R"({"action":"generalize","to":"home"})";
  EXPECT_TRUE(stricter("\"keep\"", home));
  EXPECT_TRUE(stricter("\"keep\"", "\"keep\""));
  for (const std::string hidden :
       {"\"pseudonym\"", "\"drop\"",
        R"([{"action":"keep","when":{"column":"shell","equals":"x"}}])"}) {
    EXPECT_FALSE(stricter(hidden, home)) << hidden;
    EXPECT_FALSE(stricter(hidden, "\"keep\"")) << hidden;
  }
}

TEST(OnlyStricter, TakesNothingForStricterThatItDoesNotUnderstand) {
  const auto now = policy_of(R"("a":"keep")").rules_of("t", {});
  EXPECT_FALSE(Policy::only_stricter("", now));
  EXPECT_FALSE(Policy::only_stricter("[]", now));
  EXPECT_FALSE(Policy::only_stricter(now, "nonsense"));
  EXPECT_FALSE(Policy::only_stricter(
      now, R"({"columns":{},"default":"keep","members":[]})"));
  EXPECT_FALSE(Policy::only_stricter(
      now, R"({"columns":{"a":{"action":"new"}},"members":[]})"));
}

TEST(Policy, HasNoDefaultThatLetsPassWhatNobodyHasSeen) {
  const auto with = [](const std::string& rule) {
    return error_of(R"({"members":[],"twigs":{"t":{"columns":{},"default":)" +
                    rule + "}}}");
  };
  EXPECT_EQ(with("\"mask\""), "");
  EXPECT_EQ(
      with("\"keep\""),
      "p: line 1, column 52: twigs.t.default cannot be keep: columns that "
      "nobody has seen would pass");
  for (const std::string hides : {"drop", "pseudonym"}) {
    EXPECT_EQ(with("\"" + hides + "\""), "") << hides;
  }
  for (const std::string rule :
       {R"({"action":"replace","pattern":"a","with":"b"})",
        R"({"action":"truncate","characters":1})",
        R"({"action":"generalize","to":"home"})"}) {
    EXPECT_NE(with(rule), "") << rule;
  }
  EXPECT_NE(with(R"([{"action":"mask","when":{"column":"a","equals":""}},
                     "keep"])"),
            "");
}

class ExtendingPolicy : public testing::Test {
 protected:
  ExtendingPolicy() {
    write_file(dir_ / "base.json",
               R"({"members":["name","unixTime"],"twigs":{
                   "t":{"columns":{"a":"keep","b":"mask",
                        "c":{"action":"truncate","characters":8}},
                        "default":"mask"},
                   "u":{"columns":{"x":"keep"}}}})");
  }

  Policy extended(const std::string& rest) {
    write_file(dir_ / "policy.json", R"({"extends":"base.json")" + rest + "}");
    return Policy::load(dir_ / "policy.json");
  }

  std::string error(const std::string& rest) {
    try {
      extended(rest);
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::config);
      const std::string message = error.what();
      return message.substr(message.find("line"));
    }
    return "";
  }

  const TempDir dir_;
};

TEST_F(ExtendingPolicy, IsTheOneItExtendsWithWhatItMakesStricter) {
  const auto same = extended("");
  EXPECT_THAT(same.members(), ElementsAre("name", "unixTime"));
  EXPECT_EQ(same.rules_of("t", {}),
            Policy::load(dir_ / "base.json").rules_of("t", {}));
  const auto policy = extended(
      R"(,"members":["name"],"twigs":{"u":"drop","t":{"columns":{
          "a":{"action":"pseudonym","domain":"d"},"d":"mask","e":"drop",
          "c":{"action":"truncate","characters":3}},"default":"drop"}})");
  EXPECT_THAT(policy.members(), ElementsAre("name"));
  EXPECT_EQ(policy.find("u"), nullptr);
  const auto* twig = policy.find("t");
  EXPECT_EQ(twig->find("a")->action, RuleAction::pseudonym);
  EXPECT_EQ(twig->find("b")->action, RuleAction::mask);
  EXPECT_EQ(twig->find("c")->characters, 3u);
  EXPECT_EQ(twig->find("d")->action, RuleAction::mask);
  EXPECT_EQ(twig->others->action, RuleAction::drop);
  EXPECT_TRUE(policy.needs_pseudonym_key());
  EXPECT_TRUE(Policy::only_stricter(
      Policy::load(dir_ / "base.json").rules_of("t", {}),
      extended(R"(,"twigs":{"t":{"columns":{"a":"mask"}}})")
          .rules_of("t", {})));
}

TEST_F(ExtendingPolicy, CannotLetMorePass) {
  const std::string more =
      " cannot be shown to be stricter than 'base.json', which it extends";
  EXPECT_EQ(error(R"(,"members":["action"])"),
            "line 1, column 35: members" + more);
  for (const std::string column :
       {R"("b":"keep")", R"("c":{"action":"truncate","characters":9})",
        R"("d":"keep")", R"("a":{"action":"replace","pattern":"a","with":""})",
        R"("b":"pseudonym")"}) {
    EXPECT_NE(error(R"(,"twigs":{"t":{"columns":{)" + column + "}}}"), "")
        << column;
  }
  EXPECT_NE(error(R"(,"twigs":{"u":{"default":"mask"}})"), "");
  EXPECT_NE(error(R"(,"twigs":{"t":{"default":"pseudonym"}})"), "");
}

TEST_F(ExtendingPolicy, CanMaskWhatTheOtherShowsPartsOf) {
  EXPECT_EQ(error(R"(,"twigs":{"t":{"columns":{"c":"mask"}}})"), "");
}

TEST_F(ExtendingPolicy, HasConditionsOnColumnsThatAreKeptAlone) {
  const auto with = [&](const std::string& column) {
    return error(R"(,"twigs":{"t":{"columns":{"c":[{"action":"truncate",
                     "characters":3,"when":{"column":")" +
                 column + R"(","equals":"x"}},"drop"]}}})");
  };
  EXPECT_EQ(with("a"), "");
  for (const std::string hidden : {"b", "c", "elsewhere"}) {
    EXPECT_NE(with(hidden), "") << hidden;
  }
}

// Else a mistyped name would leave what it means to drop as it is.
TEST_F(ExtendingPolicy, DropsNothingThatTheOtherDoesNotHave) {
  const std::string unknown =
      ": 'base.json', which it extends, lets no such thing pass";
  for (const std::string twig : {R"({"columns":{}})", R"("drop")"}) {
    EXPECT_EQ(error(R"(,"twigs":{"v":)" + twig + "}"),
              "line 1, column 33: twigs.v" + unknown);
  }
  for (const std::string rule : {"mask", "drop"}) {
    EXPECT_EQ(error(R"(,"twigs":{"u":{"columns":{"y":")" + rule + R"("}}})"),
              "line 1, column 49: twigs.u.columns.y" + unknown);
  }
  EXPECT_EQ(error(R"(,"twigs":{"t":{"columns":{"y":"drop"}}})"), "");
}

TEST_F(ExtendingPolicy, HasAnIdThatStandsForAllOfIt) {
  const auto before = extended("").id();
  EXPECT_EQ(extended("").id(), before);
  write_file(dir_ / "base.json", R"({"members":[],"twigs":{}})");
  EXPECT_NE(extended("").id(), before);
  write_file(dir_ / "p.json", R"({"extends":"built-in"})");
  const auto policy = Policy::load(dir_ / "p.json");
  EXPECT_EQ(policy.twigs().size(), Policy::built_in().twigs().size());
  EXPECT_NE(policy.id(), Policy::built_in().id());
}

TEST_F(ExtendingPolicy, FindsCirclesAndMissingFiles) {
  write_file(dir_ / "base.json", R"({"extends":"policy.json"})");
  EXPECT_NE(error("").find("more than 8 policies"), std::string::npos);
  write_file(dir_ / "p.json", R"({"extends":"missing.json"})");
  EXPECT_THROW(Policy::load(dir_ / "p.json"), Error);
}

TEST(Policy, IsLoadedFromAFileOrBuiltIn) {
  const TempDir dir;
  const auto path = dir / "policy.json";
  EXPECT_EQ(Policy::load_or_built_in(path).id(), Policy::built_in().id());
  EXPECT_THROW(Policy::load(path), Error);
  write_file(path, "{\"members\":[],\"twigs\":{}}");
  EXPECT_EQ(Policy::load_or_built_in(path).id(), Policy::load(path).id());
  EXPECT_NE(Policy::load(path).id(), Policy::built_in().id());
  write_file(path, "{\"members\":[],\n\"twigs\":7}");
  try {
    Policy::load_or_built_in(path);
    ADD_FAILURE();
  } catch (const Error& error) {
    EXPECT_EQ(error.what(),
              "policy '" + path + "': line 2, column 9: twigs is no object");
  }
}

TEST(BuiltInPolicy, SaysWhyOfEachColumn) {
  for (const auto& twig : Policy::built_in().twigs()) {
    for (const auto& column : twig.columns) {
      EXPECT_FALSE(column.rule.why.empty()) << twig.name << "." << column.name;
    }
  }
}

// The columns that the predecessor's dashboards show.
TEST(BuiltInPolicy, KeepsWhatTheDashboardsShow) {
  const auto policy = Policy::built_in();
  const std::pair<const char*, std::vector<const char*>> shown[] = {
      {"os_version", {"name", "version"}},
      {"installed_applications",
       {"bundle_name", "bundle_version", "bundle_identifier"}},
      {"browser_plugins", {"name", "version", "identifier"}},
      {"opera_extensions", {"name", "version", "identifier"}},
      {"safari_extensions", {"name", "version", "identifier"}},
      {"chrome_extensions", {"name", "version", "identifier"}},
      {"firefox_addons", {"name", "version", "identifier"}},
      {"launchd", {"label"}},
      {"startup_items", {"name"}},
      {"loginwindow1", {"key"}},
      {"gatekeeper", {"assessments_enabled", "dev_id_enabled"}},
      {"disk_encryption", {"encryption_status"}},
      {"sip", {"enabled"}},
      {"alf", {"global_state"}},
      {"sharing_preferences", {"screen_sharing", "disc_sharing"}}};
  for (const auto& [twig, columns] : shown) {
    for (const auto* column : columns) {
      EXPECT_EQ(policy.find(twig)->find(column)->action, RuleAction::keep)
          << twig << "." << column;
    }
  }
}

TEST(Policy, SealsNothingInRecordsThatLoseTheirTwig) {
  const std::string twigs =
      R"("twigs":{"t":{"columns":{"a":["mask"],"b":"seal"}}}})";
  EXPECT_NO_THROW(Policy::parse(R"({"members":["name"],)" + twigs, "p"));
  try {
    Policy::parse(R"({"members":["action"],)" + twigs, "p");
    FAIL();
  } catch (const Error& error) {
    EXPECT_THAT(
        error.what(),
        testing::HasSubstr("p: line 1, column 12: members lacks 'name'"));
  }
}

}  // namespace
}  // namespace flk
