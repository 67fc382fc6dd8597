// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/certs/asked_instances.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <flock/base/error.hpp>
#include <flock/base/file.hpp>

#include "support/temp_dir.hpp"

namespace flk {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class AskedInstancesTest : public ::testing::Test {
 protected:
  AskedInstancesTest() {
    options.instances_file = dir / "instances.yml";
    write_file(options.instances_file,
               "ca: {name: Ours}\n"
               "instances:\n"
               "- {name: gateway, dns: gateway}\n"
               "- {name: alice, role: client}\n");
  }

  void ask_for(const std::string& name, const std::vector<std::string>& names,
               Role role = Role::server) {
    options.only = instance_of(name, names, role);
    options.may_be_unlisted = role == Role::client;
  }

  std::vector<std::string> asked() {
    std::vector<std::string> names;
    const auto instances = load_asked_instances(options).value();
    for (const auto& one : instances.list) {
      names.push_back(one.name);
    }
    return names;
  }

  std::string refusal() {
    try {
      load_asked_instances(options);
      return "none";
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::config);
      EXPECT_FALSE(error.hint().empty());
      return error.what();
    }
  }

  TempDir dir;
  CreateOptions options;
};

TEST_F(AskedInstancesTest, AreAllOrTheOneThatIsNamed) {
  EXPECT_THAT(asked(), ElementsAre("gateway", "alice"));
  ask_for("gateway", {});
  EXPECT_THAT(asked(), ElementsAre("gateway"));
  ask_for("gateway", {"gateway"});
  EXPECT_THAT(asked(), ElementsAre("gateway"));
  EXPECT_EQ(load_asked_instances(options)->authority.name, "Ours");
}

TEST_F(AskedInstancesTest, AreThoseOfTheFileAndNoOther) {
  ask_for("web", {"web"});
  EXPECT_THAT(refusal(), HasSubstr("does not have it"));
  ask_for("gateway", {"elsewhere"});
  EXPECT_THAT(refusal(), HasSubstr("has other names for it"));
}

TEST_F(AskedInstancesTest, MayLackAClientButNotHaveItAsAServer) {
  ask_for("bob", {}, Role::client);
  EXPECT_THAT(asked(), ElementsAre("bob"));
  ask_for("alice", {}, Role::client);
  EXPECT_THAT(asked(), ElementsAre("alice"));
  ask_for("gateway", {}, Role::client);
  EXPECT_THAT(refusal(), HasSubstr("it is a server's"));
}

TEST_F(AskedInstancesTest, AreWrittenWhereThereIsNoFile) {
  remove_file(options.instances_file);
  EXPECT_THAT(refusal(), HasSubstr("there is no such file"));
  ask_for("gateway", {});
  EXPECT_THAT(refusal(), HasSubstr("neither a DNS name nor an IP address"));
  ask_for("gateway", {"gateway", "192.0.2.1"});
  EXPECT_FALSE(load_asked_instances(options));
  std::vector<std::string> made;
  options.dry_run = true;
  load_or_write_instances(options, made);
  EXPECT_THAT(made, ElementsAre(options.instances_file));
  EXPECT_FALSE(file_exists(options.instances_file));
  made.clear();
  options.dry_run = false;
  load_or_write_instances(options, made);
  EXPECT_THAT(made, ElementsAre(options.instances_file));
  // The next run reads it.
  made.clear();
  EXPECT_EQ(load_or_write_instances(options, made).list.size(), 1u);
  EXPECT_THAT(made, IsEmpty());
}

}  // namespace
}  // namespace flk
