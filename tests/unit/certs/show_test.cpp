// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/certs/show.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include <flock/base/file.hpp>

#include <flock/certs/issue.hpp>

#include "support/certificate_tree.hpp"

namespace flk {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

std::vector<std::string> names_in(const CertificateList& list) {
  std::vector<std::string> names;
  for (const auto& shown : list.certificates) names.push_back(shown.name);
  return names;
}

TEST(ListCertificates, GivesTheAuthorityThenTheLeavesByName) {
  CertificateTree tree;
  tree.create();
  const auto list = list_certificates(tree.certs);
  EXPECT_THAT(names_in(list), ElementsAre("ca", "gateway", "kibana"));
  EXPECT_THAT(list.unreadable, IsEmpty());
}

TEST(ListCertificates, NeedsNoKeysAndMindsNoStrangers) {
  CertificateTree tree;
  tree.create();
  remove_file(tree.ca().key);
  write_file(tree.certs + "/bundle.zip", "");
  make_directories(tree.certs + "/empty", 0755);
  make_directories(tree.certs + "/.hidden", 0755);
  const auto list = list_certificates(tree.certs);
  EXPECT_THAT(names_in(list), ElementsAre("ca", "gateway", "kibana"));
  EXPECT_THAT(list.unreadable, IsEmpty());
}

TEST(ListCertificates, GivesTheOthersWhereOneCannotBeRead) {
  CertificateTree tree;
  tree.create();
  write_file(tree.of("gateway").certificate, "torn");
  const auto list = list_certificates(tree.certs);
  EXPECT_THAT(names_in(list), ElementsAre("ca", "kibana"));
  EXPECT_THAT(list.unreadable, ElementsAre(HasSubstr("gateway.crt'")));
}

TEST(ListCertificates, IsNeverEmpty) {
  const TempDir dir;
  EXPECT_THROW(list_certificates(dir.path()), Error);
  EXPECT_THROW(list_certificates(dir / "none"), Error);
}

TEST(ShownCertificate, SaysForPeopleWhatItIs) {
  CertificateTree tree;
  tree.create();
  const auto list = list_certificates(tree.certs);
  const auto& ca = list.certificates[0];
  EXPECT_THAT(shown_as_text(ca),
              HasSubstr("\n  hash         " + ca.certificate.hash()));
  const auto& leaf = list.certificates[1];
  EXPECT_EQ(
      shown_as_text(leaf),
      "gateway\n"
      "  file         " +
          tree.of("gateway").certificate +
          "\n"
          "  subject      CN=gateway\n"
          "  names        gateway.example.com, localhost, 127.0.0.1, ::1\n"
          "  valid        2026-11-23 to 2027-12-25\n"
          "  key          EC P-256\n"
          "  role         server\n"
          "  serial       " +
          leaf.certificate.serial() +
          "\n"
          "  fingerprint  " +
          leaf.certificate.fingerprint());
}

TEST(ShownCertificate, IsOneJsonObject) {
  CertificateTree tree;
  tree.create();
  const auto list = list_certificates(tree.certs);
  const auto& ca = list.certificates[0].certificate;
  const auto& leaf = list.certificates[1].certificate;
  const auto json = nlohmann::json::parse(shown_as_json(list.certificates[1]));
  const nlohmann::json expected{{"name", "gateway"},
                                {"file", tree.of("gateway").certificate},
                                {"subject", "CN=gateway"},
                                {"issuer", ca.subject()},
                                {"serial", leaf.serial()},
                                {"dns", {"gateway.example.com", "localhost"}},
                                {"ip", {"127.0.0.1", "::1"}},
                                {"cn", nlohmann::json::array()},
                                {"email", nlohmann::json::array()},
                                {"uri", nlohmann::json::array()},
                                {"not_before", "2026-11-23T06:55:00.000Z"},
                                {"not_after", "2027-12-25T06:54:59.000Z"},
                                {"key", "EC P-256"},
                                {"role", "server"},
                                {"fingerprint", leaf.fingerprint()}};
  EXPECT_EQ(json, expected);
  EXPECT_EQ(nlohmann::json::parse(shown_as_json(list.certificates[0]))["hash"],
            ca.hash());
}

TEST(ShownCertificate, IsFitForATerminalWhateverItsNames) {
  const auto key = CertificateKey::generate();
  const auto ca = issue_authority(key, {});
  LeafRequest request{"a", {}, {}};
  request.names.add_dns("evil\x1b[2J\n");
  const ShownCertificate shown{"a", "a/a.crt",
                               issue_leaf(request, key, ca, key)};
  EXPECT_THAT(shown_as_text(shown), HasSubstr("'evil\\x1B[2j\\x0A'"));
  EXPECT_THAT(shown_as_json(shown), Not(HasSubstr("\x1b")));
}

}  // namespace
}  // namespace flk
