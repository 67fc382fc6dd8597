// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/gateway/tls_context.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <string>
#include <sys/stat.h>

#include <flock/base/error.hpp>

#include "support/certificates.hpp"
#include "support/temp_dir.hpp"

namespace flk {
namespace {

std::string message_of(const std::string& certificate, const std::string& key) {
  try {
    load_tls_context(certificate, key);
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::config);
    return error.what();
  }
  return "no error";
}

using testing::HasSubstr;

TEST(TlsContext, KnowsWhenItsChainEnds) {
  TempDir folder;
  const TestCertificates made{folder.path()};
  const auto end =
      end_of_chain(load_tls_context(made.chain_file, made.key_file));
  EXPECT_GT(end, system_clock().now());
  EXPECT_LT(end, system_clock().now() + std::chrono::hours{24 * 3650});
}

TEST(TlsContext, KnowsWhenTheFirstCertificateOfAFileEnds) {
  TempDir folder;
  const TestCertificates made{folder.path()};
  const auto end = first_end_in(made.chain_file);
  EXPECT_EQ(end,
            end_of_chain(load_tls_context(made.chain_file, made.key_file)));
  EXPECT_GE(first_end_in(made.ca_file), end);
  write_file(folder / "text", "no certificate");
  EXPECT_EQ(first_end_in(folder / "text"), Milliseconds::max());
}

TEST(TlsContext, NeedsListsOfWhatWasRevokedToBeOnes) {
  TempDir folder;
  const TestCertificates made{folder.path()};
  const auto load = [&](const std::string& lists) {
    load_tls_context(made.chain_file, made.key_file, made.ca_file, lists);
  };
  write_file(folder / "text", "no list");
  EXPECT_THROW(load(folder / "text"), Error);
  EXPECT_THROW(load(made.ca_file), Error);
  EXPECT_THROW(load(folder / "none"), Error);
}

TEST(TlsContext, NeedsCertificatesOfClientsToBeOnes) {
  TempDir folder;
  const TestCertificates made{folder.path()};
  EXPECT_TRUE(load_tls_context(made.chain_file, made.key_file, made.ca_file));
  write_file(folder / "text", "no certificate");
  EXPECT_THROW(
      load_tls_context(made.chain_file, made.key_file, folder / "text"), Error);
  EXPECT_THROW(
      load_tls_context(made.chain_file, made.key_file, folder / "none"), Error);
}

TEST(TlsContext, ServesAChainThatEndsWithItsCa) {
  TempDir folder;
  const TestCertificates made{folder.path()};
  EXPECT_TRUE(shows_its_ca(load_tls_context(made.chain_file, made.key_file)));
  const auto chain = contents(made.chain_file);
  write_file(folder / "leaf.crt",
             chain.substr(0, chain.find("-----BEGIN", 10)));
  EXPECT_FALSE(
      shows_its_ca(load_tls_context(folder / "leaf.crt", made.key_file)));
}

TEST(TlsContext, NamesTheFileThatCannotBeUsed) {
  TempDir folder;
  TempDir other_folder;
  const TestCertificates made{folder.path()};
  const TestCertificates other{other_folder.path()};
  EXPECT_THAT(message_of(folder / "missing", made.key_file),
              HasSubstr("No such file"));
  EXPECT_THAT(message_of(made.key_file, made.key_file),
              HasSubstr("cannot use the certificate in"));
  EXPECT_THAT(message_of(made.chain_file, folder / "missing"),
              HasSubstr("No such file"));
  EXPECT_THAT(message_of(made.chain_file, other.key_file),
              HasSubstr("does not belong to the certificate"));
  ::chmod(made.chain_file.c_str(), 0600);
  EXPECT_THAT(message_of(made.chain_file, made.chain_file),
              HasSubstr("cannot use the key in"));
}

TEST(TlsContext, RefusesAKeyThatOthersCanRead) {
  TempDir folder;
  const TestCertificates made{folder.path()};
  ::chmod(made.key_file.c_str(), 0640);
  EXPECT_THAT(message_of(made.chain_file, made.key_file),
              HasSubstr("others can read"));
}

}  // namespace
}  // namespace flk
