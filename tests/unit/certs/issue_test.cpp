// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/certs/issue.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <openssl/evp.h>
#include <openssl/objects.h>
#include <openssl/x509v3.h>
#include <string>

#include <set>

#include <flock/certs/constraints.hpp>

#include "support/certificate_tree.hpp"

namespace flk {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::MatchesRegex;

constexpr Milliseconds kNow{1795417200123};  // 2026-11-23T07:00:00.123Z

class IssueTest : public ::testing::Test {
 protected:
  Certificate issue(const LeafRequest& request) const {
    return issue_leaf(request, key, ca, ca_key);
  }
  LeafRequest request() const {
    LeafRequest wanted{"The gateway", {}, leaf_validity(kNow, ca)};
    wanted.names.add_dns("gateway.example.com");
    wanted.names.add_dns("*.example.com");
    wanted.names.add_ip("192.0.2.1");
    wanted.names.add_ip("2001:db8::1");
    wanted.names.add_cn("node-1");
    wanted.names.add_email("fleet@example.com");
    wanted.names.add_uri("spiffe://example.com/a");
    return wanted;
  }

  CertificateKey ca_key = CertificateKey::generate();
  Certificate ca = issue_authority(ca_key, authority_validity(kNow));
  CertificateKey key = CertificateKey::generate();
};

bool is_critical(const Certificate& certificate, int nid) {
  const int index = ::X509_get_ext_by_NID(certificate.get(), nid, -1);
  EXPECT_GE(index, 0);
  return ::X509_EXTENSION_get_critical(
             ::X509_get_ext(certificate.get(), index)) == 1;
}

TEST_F(IssueTest, AnAuthoritySignsLeavesAndNothingElse) {
  EXPECT_TRUE(ca.is_authority());
  EXPECT_TRUE(ca.is_signed_by(ca));
  EXPECT_TRUE(ca.is_for(ca_key));
  EXPECT_EQ(::X509_get_version(ca.get()), X509_VERSION_3);
  EXPECT_EQ(::X509_get_pathlen(ca.get()), 0);
  EXPECT_EQ(::X509_get_key_usage(ca.get()),
            std::uint32_t{KU_KEY_CERT_SIGN | KU_CRL_SIGN});
  EXPECT_TRUE(is_critical(ca, NID_basic_constraints));
  EXPECT_TRUE(is_critical(ca, NID_key_usage));
}

TEST_F(IssueTest, AuthoritiesCanBeToldApart) {
  EXPECT_THAT(ca.subject(), MatchesRegex("CN=Flock CA [0-9a-f]{16}"));
  const auto other = CertificateKey::generate();
  EXPECT_NE(issue_authority(other, authority_validity(kNow)).subject(),
            ca.subject());
}

TEST_F(IssueTest, AnAuthorityMadeAgainForItsKeyHasSignedItsLeaves) {
  const auto again =
      issue_authority(ca_key, authority_validity(kNow + std::chrono::hours{1}));
  EXPECT_NE(again.fingerprint(), ca.fingerprint());
  EXPECT_TRUE(issue(request()).is_signed_by(again));
}

TEST_F(IssueTest, ALeafIsATlsServersAndNoAuthority) {
  const auto leaf = issue(request());
  EXPECT_FALSE(leaf.is_authority());
  EXPECT_TRUE(leaf.is_for(key));
  EXPECT_TRUE(leaf.is_signed_by(ca));
  EXPECT_EQ(leaf.subject(), "CN=The gateway");
  EXPECT_EQ(leaf.issuer(), ca.subject());
  EXPECT_EQ(::X509_get_key_usage(leaf.get()),
            std::uint32_t{KU_DIGITAL_SIGNATURE});
  EXPECT_EQ(::X509_get_extended_key_usage(leaf.get()),
            std::uint32_t{XKU_SSL_SERVER});
  EXPECT_TRUE(is_critical(leaf, NID_basic_constraints));
  EXPECT_EQ(::X509_get_signature_nid(leaf.get()), NID_ecdsa_with_SHA256);
}

TEST_F(IssueTest, ALeafIsForItsRole) {
  auto wanted = request();
  wanted.role = Role::client;
  EXPECT_EQ(::X509_get_extended_key_usage(issue(wanted).get()),
            std::uint32_t{XKU_SSL_CLIENT});
  wanted.role = Role::both;
  EXPECT_EQ(::X509_get_extended_key_usage(issue(wanted).get()),
            std::uint32_t{XKU_SSL_CLIENT | XKU_SSL_SERVER});
  EXPECT_EQ(issue(wanted).role(), Role::both);
}

TEST_F(IssueTest, ALeafWithAnRsaKeyMayEncipherKeys) {
  const auto rsa = CertificateKey::generate({KeyType::Kind::rsa, 2048});
  const auto leaf = issue_leaf(request(), rsa, ca, ca_key);
  EXPECT_EQ(::X509_get_key_usage(leaf.get()),
            std::uint32_t{KU_DIGITAL_SIGNATURE | KU_KEY_ENCIPHERMENT});
}

// The public key as OpenSSL's own encoder has it (SubjectPublicKeyInfo).
std::string encoded(EVP_PKEY* key) {
  unsigned char* der = nullptr;
  const int size = ::i2d_PUBKEY(key, &der);
  EXPECT_GT(size, 0);
  std::string bytes(reinterpret_cast<char*>(der),
                    static_cast<std::size_t>(size));
  ::OPENSSL_free(der);
  return bytes;
}

TEST_F(IssueTest, AKeyOfAnyKindIsEncodedAsOpensslDoes) {
  for (const auto* type : {"P-256", "P-384", "Ed25519", "RSA-2048"}) {
    SCOPED_TRACE(type);
    key = CertificateKey::generate(*parse_key_type(type));
    const auto leaf = issue(request());
    EXPECT_TRUE(leaf.is_for(key));
    EXPECT_FALSE(leaf.is_for(ca_key));
    EXPECT_EQ(leaf.key_type(), parse_key_type(type)->name());
    const auto parsed = Certificate::parse_all(leaf.pem(), "leaf");
    EXPECT_TRUE(parsed.at(0).is_for(key));
    EXPECT_EQ(encoded(::X509_get0_pubkey(parsed[0].get())), encoded(key.get()));
  }
}

TEST_F(IssueTest, AKeyOnACurveOfOthersIsTakenToo) {
  key = CertificateKey{
      KeyHandle{::EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "secp521r1")}};
  EXPECT_TRUE(issue(request()).is_for(key));
  key =
      CertificateKey{KeyHandle{::EVP_PKEY_Q_keygen(nullptr, nullptr, "ED448")}};
  EXPECT_TRUE(issue(request()).is_for(key));
}

TEST_F(IssueTest, AnAuthorityIsAsItsProfileSays) {
  AuthorityProfile profile;
  profile.name = "Team CA";
  profile.days = std::chrono::days{10};
  profile.constraints.permitted.dns = {"example.com"};
  profile.constraints.excluded.ip = {"10.0.0.0/8", "2001:db8::/32"};
  const auto large = CertificateKey::generate({KeyType::Kind::p384, 0});
  const auto bound =
      issue_authority(large, authority_validity(kNow, profile.days), profile);
  EXPECT_EQ(bound.subject(), "CN=Team CA");
  EXPECT_EQ(format_rfc3339(bound.not_after()), "2026-12-03T06:54:59.000Z");
  EXPECT_EQ(::X509_get_signature_nid(bound.get()), NID_ecdsa_with_SHA384);
  EXPECT_TRUE(is_critical(bound, NID_name_constraints));
  EXPECT_EQ(bound.constraints_der(), constraints_der(profile));
  EXPECT_NE(bound.constraints_der(), ca.constraints_der());
}

TEST_F(IssueTest, ALeafHasItsNames) {
  const auto leaf = issue(request());
  EXPECT_THAT(leaf.names().dns,
              ElementsAre("gateway.example.com", "*.example.com"));
  EXPECT_THAT(leaf.names().ip, ElementsAre("192.0.2.1", "2001:db8::1"));
  EXPECT_THAT(leaf.names().cn, ElementsAre("node-1"));
  EXPECT_THAT(leaf.names().email, ElementsAre("fleet@example.com"));
  EXPECT_THAT(leaf.names().uri, ElementsAre("spiffe://example.com/a"));
  X509* x = leaf.get();
  EXPECT_EQ(::X509_check_host(x, "a.example.com", 0, 0, nullptr), 1);
  EXPECT_EQ(::X509_check_host(x, "a.b.example.com", 0, 0, nullptr), 0);
  EXPECT_EQ(::X509_check_ip_asc(x, "2001:db8::1", 0), 1);
  EXPECT_EQ(::X509_check_ip_asc(x, "192.0.2.2", 0), 0);
}

TEST_F(IssueTest, ALeafNamesItsAuthoritysKey) {
  const auto leaf = issue(request());
  const auto* authority_id = ::X509_get0_subject_key_id(ca.get());
  ASSERT_NE(authority_id, nullptr);
  EXPECT_EQ(::ASN1_STRING_length(authority_id), 20);
  const auto* named = ::X509_get0_authority_key_id(leaf.get());
  ASSERT_NE(named, nullptr);
  EXPECT_EQ(::ASN1_OCTET_STRING_cmp(named, authority_id), 0);
  const auto* own = ::X509_get0_subject_key_id(leaf.get());
  ASSERT_NE(own, nullptr);
  EXPECT_NE(::ASN1_OCTET_STRING_cmp(own, authority_id), 0);
}

TEST_F(IssueTest, SerialNumbersAreRandomPositiveAndOf128Bits) {
  std::set<std::string> seen;
  std::size_t longest = 0;
  for (int i = 0; i < 64; ++i) {
    const auto leaf = issue(request());
    const auto* serial = ::X509_get0_serialNumber(leaf.get());
    EXPECT_EQ(::ASN1_STRING_type(serial), V_ASN1_INTEGER);  // not negative
    EXPECT_LE(::ASN1_STRING_length(serial), 16);
    longest = std::max(longest, leaf.serial().size());
    seen.insert(leaf.serial());
  }
  EXPECT_EQ(seen.size(), 64u);
  EXPECT_EQ(longest, 32u);
}

TEST_F(IssueTest, ValidityBeginsFiveMinutesBack) {
  EXPECT_EQ(format_rfc3339(ca.not_before()), "2026-11-23T06:55:00.000Z");
  EXPECT_EQ(format_rfc3339(ca.not_after()), "2031-11-23T06:54:59.000Z");
  const auto leaf = issue(request());
  EXPECT_EQ(format_rfc3339(leaf.not_before()), "2026-11-23T06:55:00.000Z");
  EXPECT_EQ(format_rfc3339(leaf.not_after()), "2027-12-25T06:54:59.000Z");
}

TEST_F(IssueTest, ALeafStaysWithinItsAuthority) {
  const auto late = leaf_validity(ca.not_after() - Seconds{1}, ca);
  EXPECT_EQ(late.not_after, ca.not_after());
  EXPECT_THROW(leaf_validity(ca.not_after(), ca), Error);
  const auto early = leaf_validity(ca.not_before(), ca);
  EXPECT_EQ(early.not_before, ca.not_before());
}

TEST_F(IssueTest, AnAuthorityThatHasExpiredSaysWhatToDo) {
  try {
    leaf_validity(ca.not_after(), ca);
    FAIL() << "signs";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::config);
    EXPECT_THAT(error.hint(), HasSubstr("flock-certs renew ca "));
  }
}

TEST_F(IssueTest, AClockThatIsBehindTheAuthoritySignsNothing) {
  EXPECT_NO_THROW(leaf_validity(kNow - kBackdating, ca));
  EXPECT_THROW(leaf_validity(kNow - kBackdating - Seconds{2}, ca), Error);
}

TEST_F(IssueTest, TimesBeyond2049KeepTheirCentury) {
  // RFC 5280 section 4.1.2.5: GeneralizedTime from 2050 on.
  const auto now = *parse_rfc3339("2049-06-01T00:00:00Z");
  const auto authority = issue_authority(ca_key, authority_validity(now));
  EXPECT_EQ(format_rfc3339(authority.not_before()), "2049-05-31T23:55:00.000Z");
  EXPECT_EQ(format_rfc3339(authority.not_after()), "2054-05-31T23:54:59.000Z");
}

TEST_F(IssueTest, AnAuthorityOfAnotherKindSignsToo) {
  for (EVP_PKEY* made :
       {::EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519"),
        ::EVP_PKEY_Q_keygen(nullptr, nullptr, "RSA", std::size_t{2048})}) {
    const CertificateKey other{KeyHandle{made}};
    const auto authority = issue_authority(other, authority_validity(kNow));
    const auto leaf = issue_leaf(request(), key, authority, other);
    EXPECT_TRUE(leaf.is_signed_by(authority)) << authority.key_type();
  }
}

}  // namespace
}  // namespace flk
