// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/certs/instances.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <optional>
#include <string>
#include <vector>

#include <flock/base/error.hpp>

#include "support/temp_dir.hpp"

namespace flk {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

std::string refusal(std::string_view yaml) {
  try {
    parse_instances(yaml, "i.yml");
    return "none";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::config);
    return error.what();
  }
}

std::string command_line_refusal(const std::string& name,
                                 const std::vector<std::string>& names) {
  try {
    instance_of(name, names);
    return "none";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::config);
    return error.what();
  }
}

TEST(Instances, ReadThePredecessorsFile) {
  const auto instances = parse_instances(
      "instances:\n"
      "  - name: elasticsearch\n"
      "    dns:\n"
      "      - elasticsearch\n"
      "      - localhost\n"
      "    ip:\n"
      "      - 127.0.0.1\n"
      "  - name: kibana\n"
      "    dns: [kibana, localhost]\n"
      "    ip: [127.0.0.1]\n",
      "i.yml");
  ASSERT_EQ(instances.list.size(), 2u);
  EXPECT_EQ(instances.list[0].name, "elasticsearch");
  EXPECT_EQ(instances.list[0].file, "elasticsearch");
  EXPECT_THAT(instances.list[0].names.dns,
              ElementsAre("elasticsearch", "localhost"));
  EXPECT_THAT(instances.list[0].names.ip, ElementsAre("127.0.0.1"));
  EXPECT_THAT(instances.list[1].names.dns, ElementsAre("kibana", "localhost"));
}

TEST(Instances, ReadEveryMemberOfCertgen) {
  const auto instances = parse_instances(
      "instances:\n"
      "- name: 'The gateway'\n"
      "  filename: gateway\n"
      "  dns: '*.Example.com'\n"
      "  ip: ['2001:DB8::1', 192.0.2.1]\n"
      "  cn: [node-1, node-1]\n",
      "i.yml");
  ASSERT_EQ(instances.list.size(), 1u);
  EXPECT_EQ(instances.list[0].name, "The gateway");
  EXPECT_EQ(instances.list[0].file, "gateway");
  EXPECT_THAT(instances.list[0].names.dns, ElementsAre("*.example.com"));
  EXPECT_THAT(instances.list[0].names.ip,
              ElementsAre("2001:db8::1", "192.0.2.1"));
  EXPECT_THAT(instances.list[0].names.cn, ElementsAre("node-1"));
}

TEST(Instances, HaveMembersOfOurOwn) {
  const auto instances = parse_instances(
      "ca:\n"
      "  name: Team CA\n"
      "  days: 3650\n"
      "  key: P-384\n"
      "  permitted: {dns: example.com, ip: [192.0.2.0/24]}\n"
      "  excluded:\n"
      "    email: example.net\n"
      "instances:\n"
      "- name: alice\n"
      "  role: client\n"
      "  email: alice@example.com\n"
      "  uri: [spiffe://example.com/alice]\n"
      "  days: 30\n"
      "  key: rsa-3072\n"
      "- name: node\n"
      "  dns: n\xc3\xb6"
      "de.example.com\n"
      "  role: both\n"
      "  key: Ed25519\n",
      "i.yml");
  const auto& ca = instances.authority;
  EXPECT_EQ(ca.name, "Team CA");
  EXPECT_EQ(ca.days.count(), 3650);
  EXPECT_EQ(ca.key_type.name(), "EC P-384");
  EXPECT_THAT(ca.constraints.permitted.dns, ElementsAre("example.com"));
  EXPECT_THAT(ca.constraints.permitted.ip, ElementsAre("192.0.2.0/24"));
  EXPECT_THAT(ca.constraints.excluded.email, ElementsAre("example.net"));
  const auto& alice = instances.list.at(0);
  EXPECT_EQ(alice.role, Role::client);
  EXPECT_THAT(alice.names.email, ElementsAre("alice@example.com"));
  EXPECT_THAT(alice.names.uri, ElementsAre("spiffe://example.com/alice"));
  EXPECT_EQ(alice.days.count(), 30);
  EXPECT_EQ(alice.key_type.name(), "RSA 3072");
  const auto& node = instances.list.at(1);
  EXPECT_EQ(node.role, Role::both);
  EXPECT_EQ(node.key_type.name(), "Ed25519");
  EXPECT_EQ(node.days, kLeafDays);
  EXPECT_THAT(node.names.dns, ElementsAre("xn--nde-sna.example.com"));
}

TEST(Instances, NameTheLineOfWhatIsWrong) {
  const std::pair<const char*, const char*> kCases[] = {
      {"instances:\n- name: a\n  dns: [a]\n  dms: [b]\n",
       "line 4: unknown member 'dms'"},
      {"instances:\n- name: a\n  dns: [a]\nversion: 2\n",
       "line 4: unknown member 'version'"},
      {"instances:\n- name: a\n  dns:\n    - a\n    - b c\n",
       "line 5: 'dns' 'b c' has a character"},
      {"instances:\n- name: a\n  ip: [127.0.0.1, localhost]\n",
       "line 3: 'ip' 'localhost' is not an IP address"},
      {"instances:\n- name: a\n  dns: [192.0.2.1]\n",
       "line 3: 'dns' '192.0.2.1' ends with a number"},
      {"instances:\n- name: ../x\n  dns: [a]\n",
       "line 2: 'name' '../x' cannot name its files"},
      {"instances:\n- name: a\n  filename: ../x\n  dns: [a]\n",
       "line 3: 'filename' '../x' does not begin with"},
      {"instances:\n- name: ca\n  dns: [a]\n", "line 2: 'name' 'ca' cannot"},
      {"instances:\n- dns: [a]\n", "line 2: an instance has no 'name'"},
      {"instances:\n- name: a\n  dns: []\n",
       "line 2: instance 'a' has neither 'dns' nor 'ip'"},
      {"instances:\n- name: a\n  dns: [a]\n- name: A\n  dns: [a]\n",
       "line 4: the files of 'A' are those of line 2"},
      {"instances:\n- name: a\n  dns: [a]\n  dns: [b]\n",
       "line 4: 'dns' is there twice"},
      {"instances:\n- name: [a]\n  dns: [a]\n",
       "line 2: 'name' is not plain text"},
      {"instances:\n- name: a\n  dns:\n", "line 3: 'dns' is not a list"},
      {"instances:\n- name: a\n  dns: {a: b}\n", "line 3: 'dns' is not a list"},
      {"instances:\n- name: a\n  dns: [[a]]\n",
       "line 3: 'dns' is not plain text"},
      {"instances:\n- name: a\n  ? [dns]\n  : a\n",
       "line 3: a member's name is not plain text"},
      {"instances:\n- a\n", "line 2: an instance is not a mapping"},
      {"instances:\n  a: b\n", "line 1: 'instances' is not a list"},
      {"- a\n", "line 1: the document is not a mapping"},
      {"instances:\n- name: a\n dns: [a]\n", "line 3: "},
      {"instances:\n- name: a\n  dns: [a]\n  days: 0\n",
       "line 4: 'days' '0' is not a number of days"},
      {"instances:\n- name: a\n  dns: [a]\n  days: 1d\n",
       "line 4: 'days' '1d'"},
      {"instances:\n- name: a\n  dns: [a]\n  key: RSA-1024\n",
       "line 4: 'key' 'RSA-1024' is none of"},
      {"instances:\n- name: a\n  dns: [a]\n  role: peer\n",
       "line 4: 'role' 'peer' is none of"},
      {"instances:\n- name: a\n  role: both\n  email: a@b\n",
       "line 2: instance 'a' has neither 'dns' nor 'ip'"},
      {"instances:\n- name: a\n  role: client\n  email: a\n",
       "line 4: 'email' 'a' has nothing before"},
      {"ca:\n  permitted:\n    ip: 192.0.2.1/24\n",
       "line 3: 'ip' '192.0.2.1/24' is not a network"},
      {"ca:\n  permitted:\n    dns: '*.example.com'\n",
       "line 3: 'dns' '*.example.com' has a '*'"},
      {"ca:\n  permitted:\n    uri: a\n", "line 3: unknown member 'uri'"},
      {"ca: 1\n", "line 1: 'ca' is not a mapping"},
      {"instances:\n- name: [a\n", "line "}};
  for (const auto& [yaml, reason] : kCases) {
    EXPECT_THAT(
        refusal(yaml),
        HasSubstr(std::string("cannot read instances from 'i.yml': ") + reason))
        << yaml;
  }
}

TEST(Instances, AreNeverNone) {
  EXPECT_THAT(refusal(""), HasSubstr("not one YAML document"));
  EXPECT_THAT(refusal("# nothing\n---\n"), HasSubstr("is empty"));
  EXPECT_THAT(refusal("instances: []\n"), HasSubstr("names no instances"));
  EXPECT_THAT(refusal("{}"), HasSubstr("names no instances"));
  EXPECT_THAT(refusal("a: b\n---\nc: d\n"), HasSubstr("not one YAML document"));
}

TEST(Instances, SurviveHostileText) {
  EXPECT_THAT(refusal("\xff"), HasSubstr("not UTF-8"));
  EXPECT_NE(refusal(std::string(100000, '[')), "none");
  EXPECT_NE(refusal("instances: &a [*a, *a]\n"), "none");
  EXPECT_NE(refusal("instances: [*undefined]\n"), "none");
  EXPECT_THAT(refusal("instances:\n- name: \"a\\nb\"\n  dns: [a]\n"),
              HasSubstr("'a\\x0Ab'"));
  EXPECT_NE(refusal("instances:\n- name: \"a\\0b\"\n  dns: [a]\n"), "none");
}

TEST(Instances, HaveABoundAndMayBeMissing) {
  const TempDir dir;
  EXPECT_EQ(load_instances(dir / "i.yml"), std::nullopt);
  write_file(dir / "i.yml", std::string((1 << 20) + 1, '#'));
  EXPECT_THROW(load_instances(dir / "i.yml"), Error);
}

TEST(Instances, OfACommandLineAreReadBackFromTheirFile) {
  const auto instance = instance_of(
      "null", {"localhost", "::1", "*.example.com", "127.0.0.1", "xn--a"});
  EXPECT_THAT(instance.names.dns,
              ElementsAre("localhost", "*.example.com", "xn--a"));
  EXPECT_THAT(instance.names.ip, ElementsAre("::1", "127.0.0.1"));
  const auto read = parse_instances(instances_yaml(instance), "i.yml");
  ASSERT_EQ(read.list.size(), 1u);
  EXPECT_EQ(read.list[0].name, "null");
  EXPECT_EQ(read.list[0].file, "null");
  EXPECT_TRUE(read.list[0].names == instance.names);
}

TEST(Instances, OfACommandLineAreChecked) {
  EXPECT_THAT(command_line_refusal("../x", {"a"}), HasSubstr("'../x'"));
  EXPECT_THAT(command_line_refusal("a", {"1.2.3"}),
              HasSubstr("neither an IP address nor a DNS name"));
  EXPECT_THAT(command_line_refusal("a", {"https:/b"}), HasSubstr("character"));
  EXPECT_THAT(
      instance_of("a", {"spiffe://b/c", "a@b.example"}, Role::client).names.uri,
      ElementsAre("spiffe://b/c"));
  EXPECT_THAT(instance_of("a", {}).names.dns, IsEmpty());
}

TEST(InstanceOf, TakesAUrnThatIsNoHostsName) {
  const auto carl =
      instance_of("carl", {"urn:uuid:1", "spiffe://a/b"}, Role::client);
  EXPECT_THAT(carl.names.uri, ElementsAre("urn:uuid:1", "spiffe://a/b"));
}

}  // namespace
}  // namespace flk
