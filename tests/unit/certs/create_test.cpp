// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/certs/create.hpp>

#include <flock/base/file.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <string>
#include <thread>
#include <vector>

#include "support/certificate_tree.hpp"

namespace flk {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class CreateTest : public ::testing::Test {
 protected:
  // The message of what create() throws, then its hint.
  std::string refusal() {
    try {
      tree.create();
      return "none";
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::config);
      return std::string(error.what()) + "\n" + error.hint();
    }
  }

  // The messages of the notices of one more run.
  std::vector<std::string> notices() {
    std::vector<std::string> messages;
    for (const auto& notice : tree.create().notices) {
      messages.push_back(notice.message);
    }
    return messages;
  }

  void ask_for(const std::string& name, const std::vector<std::string>& names) {
    tree.options.only = instance_of(name, names);
  }

  CertificateTree tree;
};

TEST_F(CreateTest, MakesNoKeyInTheFolderForOneThatIsNamedElsewhere) {
  tree.options.ca_key.file = tree.dir / "typo.key";
  for (const bool dry_run : {true, false}) {
    tree.options.dry_run = dry_run;
    EXPECT_THROW(tree.create(), Error);
    EXPECT_FALSE(file_exists(tree.ca().folder));
  }
}

TEST_F(CreateTest, MakesAnAuthorityAndACertificateForEachInstance) {
  const auto report = tree.create();
  EXPECT_THAT(
      report.made,
      ElementsAre(tree.ca().key, tree.ca().certificate, tree.of("gateway").key,
                  tree.of("gateway").certificate, tree.of("gateway").chain,
                  tree.of("kibana").key, tree.of("kibana").certificate,
                  tree.of("kibana").chain));
  EXPECT_THAT(report.kept, IsEmpty());
  EXPECT_THAT(report.notices, IsEmpty());
  tree.expect_whole();
  const auto leaf = tree.only_certificate(tree.of("gateway").certificate);
  EXPECT_EQ(leaf.common_name(), "gateway");
  EXPECT_THAT(leaf.names().dns,
              ElementsAre("gateway.example.com", "localhost"));
  EXPECT_THAT(leaf.names().ip, ElementsAre("127.0.0.1", "::1"));
}

TEST_F(CreateTest, GivesFilesTheirModesUnderAnyUmask) {
  const auto old = ::umask(0);
  tree.create();
  ::umask(old);
  tree.expect_whole();
}

TEST_F(CreateTest, ChangesNothingTheSecondTime) {
  tree.create();
  const auto before = tree.snapshot();
  tree.clock.time += std::chrono::hours{24};
  const auto report = tree.create();
  EXPECT_EQ(tree.snapshot(), before);
  EXPECT_THAT(report.made, IsEmpty());
  EXPECT_THAT(report.kept, ElementsAre(tree.of("gateway").certificate,
                                       tree.of("kibana").certificate));
  EXPECT_THAT(report.notices, IsEmpty());
}

TEST_F(CreateTest, MakesACertificateForTheKeyThatIsThere) {
  tree.create();
  for (const auto& files : {tree.ca(), tree.of("gateway")}) {
    const auto before = tree.snapshot();
    remove_file(files.certificate);
    tree.create();
    tree.expect_whole();
    EXPECT_NE(tree.snapshot(), before);
    // Nothing but certificates and chains has changed.
    EXPECT_EQ(tree.snapshot()["ca/ca.key"], before.at("ca/ca.key"));
    EXPECT_EQ(tree.snapshot()["gateway/gateway.key"],
              before.at("gateway/gateway.key"));
    EXPECT_EQ(tree.snapshot()["kibana/kibana.crt"],
              before.at("kibana/kibana.crt"));
  }
}

TEST_F(CreateTest, MakesAMissingChainWithoutTheAuthoritysKey) {
  tree.create();
  const auto before = tree.snapshot();
  remove_file(tree.of("gateway").chain);
  remove_file(tree.ca().key);
  EXPECT_THAT(tree.create().made, ElementsAre(tree.of("gateway").chain));
  EXPECT_EQ(tree.snapshot()["gateway/gateway.chain.crt"],
            before.at("gateway/gateway.chain.crt"));
}

TEST_F(CreateTest, MakesANewPairWhereAllOfItIsGoneButTheChain) {
  tree.create();
  remove_file(tree.of("gateway").key);
  remove_file(tree.of("gateway").certificate);
  EXPECT_THAT(tree.create().made, SizeIs(3));
  tree.expect_whole();
}

TEST_F(CreateTest, LeavesACertificateWhoseKeyIsElsewhere) {
  tree.create();
  remove_file(tree.of("gateway").key);
  const auto before = tree.snapshot();
  EXPECT_THAT(notices(), ElementsAre(HasSubstr("is there without its key")));
  EXPECT_EQ(tree.snapshot(), before);
}

TEST_F(CreateTest, NeedsTheAuthoritysKeyToSign) {
  tree.create();
  remove_file(tree.ca().key);
  remove_file(tree.of("gateway").key);
  remove_file(tree.of("gateway").certificate);
  const auto before = tree.snapshot();
  EXPECT_THAT(refusal(), HasSubstr("cannot sign with"));
  EXPECT_EQ(tree.snapshot(), before);
}

TEST_F(CreateTest, MakesNoNewAuthorityOverTheCertificatesOfAnother) {
  tree.create();
  remove_file(tree.ca().key);
  remove_file(tree.ca().certificate);
  const auto before = tree.snapshot();
  EXPECT_THAT(refusal(), HasSubstr("will not make a new CA"));
  EXPECT_EQ(tree.snapshot(), before);
}

TEST_F(CreateTest, NamesTheCertificatesThatDifferFromTheirInstance) {
  tree.create();
  const auto before = tree.snapshot();
  write_file(tree.options.instances_file,
             "instances:\n"
             "- name: gateway\n"
             "  dns: [localhost, gateway.example.com]\n"
             "  ip: ['0:0::1', 127.0.0.1]\n"
             "- name: kibana\n"
             "  dns: [kibana, kibana.example.com]\n");
  EXPECT_THAT(notices(), ElementsAre(HasSubstr("kibana.crt' has other names")));
  EXPECT_EQ(tree.snapshot(), before);
  remove_file(tree.of("kibana").certificate);
  EXPECT_THAT(notices(), IsEmpty());
  tree.expect_whole();
}

TEST_F(CreateTest, NamesTheCertificatesOfAnotherAuthority) {
  CertificateTree other;
  other.create();
  tree.create();
  replace_file(tree.of("kibana").certificate,
               contents(other.of("kibana").certificate), 0644);
  const auto before = tree.snapshot();
  EXPECT_THAT(notices(), ElementsAre(HasSubstr("is not signed by the CA")));
  EXPECT_EQ(tree.snapshot(), before);
}

TEST_F(CreateTest, NamesTheCertificatesThatHaveExpired) {
  tree.create();
  const auto end = tree.only_certificate(tree.of("kibana").certificate);
  tree.clock.time = end.not_after() - Seconds{1};
  EXPECT_THAT(notices(), IsEmpty());
  tree.clock.time = end.not_after();
  EXPECT_THAT(notices(), ElementsAre(HasSubstr("gateway.crt' has expired"),
                                     HasSubstr("kibana.crt' has expired on "
                                               "2027-12-25T06:54:59")));
}

TEST_F(CreateTest, KeepsLeavesWithinTheAuthority) {
  tree.create();
  const auto ca = tree.only_certificate(tree.ca().certificate);
  remove_file(tree.of("kibana").certificate);
  tree.clock.time = ca.not_after() - std::chrono::hours{24};
  tree.create();
  EXPECT_EQ(tree.only_certificate(tree.of("kibana").certificate).not_after(),
            ca.not_after());
}

TEST_F(CreateTest, RefusesKeysThatOthersCanRead) {
  tree.create();
  remove_file(tree.of("kibana").certificate);
  ::chmod(tree.ca().key.c_str(), 0644);
  EXPECT_THAT(refusal(), HasSubstr("others can read"));
  ::chmod(tree.ca().key.c_str(), 0600);
  ::chmod(tree.of("kibana").key.c_str(), 0640);
  EXPECT_THAT(refusal(), HasSubstr("kibana.key"));
  EXPECT_FALSE(file_exists(tree.of("kibana").certificate));
}

TEST_F(CreateTest, RefusesACertificateThatCannotBeRead) {
  tree.create();
  write_file(tree.of("kibana").certificate, "torn");
  remove_file(tree.of("gateway").certificate);
  EXPECT_THAT(refusal(), HasSubstr("kibana.crt'"));
  // Nothing was done for the others either.
  EXPECT_FALSE(file_exists(tree.of("gateway").certificate));
}

TEST_F(CreateTest, MakesNothingWhereTheInstancesAreWrong) {
  write_file(tree.options.instances_file, "instances:\n- name: ../x\n");
  EXPECT_THAT(refusal(), HasSubstr("line 2"));
  EXPECT_FALSE(file_exists(tree.certs));
  remove_file(tree.options.instances_file);
  EXPECT_THAT(refusal(), HasSubstr("there is no such file"));
  EXPECT_FALSE(file_exists(tree.certs));
  ask_for("gateway", {});
  EXPECT_THAT(refusal(), HasSubstr("neither a DNS name nor an IP address"));
  EXPECT_FALSE(file_exists(tree.certs));
}

TEST_F(CreateTest, WritesTheInstanceOfTheCommandLineWhereThereIsNoFile) {
  remove_file(tree.options.instances_file);
  ask_for("node", {"node.example.com", "2001:db8::1"});
  EXPECT_EQ(tree.create().made.front(), tree.options.instances_file);
  EXPECT_EQ(tree.mode_of(tree.options.instances_file), 0644u);
  const auto written = contents(tree.options.instances_file);
  // From now on the file is what counts.
  EXPECT_THAT(tree.create().made, IsEmpty());
  ask_for("node", {});
  EXPECT_THAT(tree.create().made, IsEmpty());
  tree.options.only.reset();
  EXPECT_THAT(tree.create().made, IsEmpty());
  EXPECT_EQ(contents(tree.options.instances_file), written);
}

TEST_F(CreateTest, MakesJustTheInstanceOfTheCommandLine) {
  ask_for("kibana", {"kibana"});
  EXPECT_THAT(tree.create().made, SizeIs(5));
  EXPECT_FALSE(file_exists(tree.of("gateway").folder));
}

TEST_F(CreateTest, NeverChangesTheFileOfInstances) {
  const auto before = contents(tree.options.instances_file);
  ask_for("other", {"other.example.com"});
  EXPECT_THAT(refusal(), HasSubstr("does not have it\nadd it"));
  ask_for("kibana", {"kibana", "kibana.example.com"});
  EXPECT_THAT(refusal(), HasSubstr("has other names for it\nchange them"));
  EXPECT_EQ(contents(tree.options.instances_file), before);
  EXPECT_FALSE(file_exists(tree.certs));
}

TEST_F(CreateTest, RunsAtTheSameTimeMakeOneTree) {
  remove_file(tree.options.instances_file);
  ask_for("node", {"node.example.com"});
  std::vector<std::size_t> made(4);
  std::vector<std::thread> runs;
  for (auto& count : made) {
    runs.emplace_back([&count, this] {
      StillClock clock;
      count = create_certificates(tree.options, clock).made.size();
    });
  }
  for (auto& run : runs) run.join();
  // One made the file of instances and five more, the others nothing.
  std::sort(made.begin(), made.end());
  EXPECT_THAT(made, ElementsAre(0, 0, 0, 6));
  EXPECT_THAT(tree.create().made, IsEmpty());
}

}  // namespace
}  // namespace flk
