// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/certs/served.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>

#include "support/certificate_tree.hpp"
#include "support/certificates.hpp"
#include "support/http_server.hpp"

namespace flk {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using ::testing::UnorderedElementsAre;

class ServedTest : public ::testing::Test {
 protected:
  // Serves what is in `chain`, for the key of `files`.
  void serve(const CertificateFiles& files, const std::string& chain) {
    served.emplace(served_dir.path());
    served->chain_file = chain;
    served->key_file = files.key;
    server.emplace([](const auto&) { return HttpServer::Reply{}; }, &*served);
    options.address = "127.0.0.1:" + std::to_string(server->port());
    options.dir = tree.certs;
  }

  std::vector<std::string> kinds() {
    std::vector<std::string> kinds;
    for (const auto& finding : check_served(options, tree.clock)) {
      EXPECT_EQ(finding.name, "served");
      EXPECT_EQ(finding.file, options.address);
      kinds.emplace_back(kind_name(finding.kind));
    }
    return kinds;
  }

  ErrorKind kind_of_failure(const std::string& address) {
    try {
      served_certificates(address, Seconds{10});
    } catch (const Error& error) {
      return error.kind();
    }
    ADD_FAILURE() << address << " serves";
    return ErrorKind::defect;
  }

  CertificateTree tree;
  TempDir served_dir;
  std::optional<TestCertificates> served;
  std::optional<HttpServer> server;
  ServedOptions options;
};

TEST_F(ServedTest, FindsNothingWhereItIsWhatLiesHere) {
  tree.create();
  serve(tree.of("gateway"), tree.of("gateway").chain);
  EXPECT_THAT(kinds(), IsEmpty());
  EXPECT_THAT(served_certificates(options.address, Seconds{10}), SizeIs(2));
  options.names = {"gateway"};
  EXPECT_THAT(kinds(), IsEmpty());
  options.names = {"kibana"};
  EXPECT_THAT(kinds(), ElementsAre("served_differs"));
}

TEST_F(ServedTest, NamesWhatIsOfAnotherNameOrLacksItsAuthority) {
  tree.create();
  serve(tree.of("kibana"), tree.of("kibana").certificate);
  EXPECT_THAT(kinds(), UnorderedElementsAre("served_no_ca", "served_name"));
}

TEST_F(ServedTest, NamesWhatExpires) {
  tree.create();
  serve(tree.of("gateway"), tree.of("gateway").chain);
  const auto end =
      tree.only_certificate(tree.of("gateway").certificate).not_after();
  tree.clock.time = end - Seconds{1};
  EXPECT_THAT(kinds(), ElementsAre("expires"));
  tree.clock.time = end;
  EXPECT_THAT(kinds(), ElementsAre("expired"));
}

TEST_F(ServedTest, NamesWhatAnotherAuthorityHasSigned) {
  tree.create();
  CertificateTree other;
  other.create();
  serve(other.of("gateway"), other.of("gateway").chain);
  EXPECT_THAT(kinds(), ElementsAre("served_differs", "served_untrusted"));
}

TEST_F(ServedTest, TellsAnAddressThatIsNoneFromNobodyThere) {
  for (const auto* text :
       {"", "gateway", ":5000", "gateway:", "127.0.0.1:90661",
        "https://localhost:5000", "localhost:0"}) {
    EXPECT_EQ(kind_of_failure(text), ErrorKind::config) << text;
  }
  tree.create();
  serve(tree.of("gateway"), tree.of("gateway").chain);
  server.reset();
  EXPECT_EQ(kind_of_failure(options.address), ErrorKind::try_again);
}

}  // namespace
}  // namespace flk
