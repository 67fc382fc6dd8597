// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/certs/constraints.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <flock/certs/issue.hpp>

namespace flk {
namespace {

using ::testing::HasSubstr;

class ConstraintsTest : public ::testing::Test {
 protected:
  ConstraintsTest() {
    profile.constraints.permitted.dns = {"example.com"};
    profile.constraints.excluded.ip = {"10.0.0.0/8", "2001:db8::/32"};
  }

  // Empty where nothing is refused.
  std::string refusal(const std::string& common_name,
                      const AlternativeNames& names) const {
    const auto authority =
        issue_authority(CertificateKey::generate(), {}, profile);
    const auto found = constraint_refusal(authority, common_name, names);
    return found ? found->reason + ": " + found->cure : "";
  }

  AuthorityProfile profile;
};

TEST_F(ConstraintsTest, TheNameThatIsForbiddenIsNamed) {
  AlternativeNames names;
  names.add_dns("a.example.com");
  names.add_ip("192.0.2.1");
  EXPECT_EQ(refusal("a", names), "");
  names.add_ip("10.1.2.3");
  EXPECT_THAT(refusal("a", names),
              HasSubstr("forbid '10.1.2.3' (excluded subtree violation)"));
  names.add_dns("example.net");
  EXPECT_THAT(refusal("a", names),
              HasSubstr("forbid 'example.net' (permitted subtree violation)"));
  profile = {};
  EXPECT_EQ(refusal("a", names), "");
}

// As OpenSSL has it, and with it the gateway and nginx.
TEST_F(ConstraintsTest, ACommonNameLikeAHostsCountsWhereThereIsNoDnsName) {
  AlternativeNames names;
  EXPECT_EQ(refusal("ann smith", names), "");
  EXPECT_EQ(refusal("ann.example.com", names), "");
  const auto reason = refusal("ann.smith", names);
  EXPECT_THAT(reason, HasSubstr("'ann.smith' (permitted subtree violation)"));
  EXPECT_THAT(reason, HasSubstr("a CN without, or a DNS name"));
  names.add_dns("ann.example.com");
  EXPECT_EQ(refusal("ann.smith", names), "");
}

}  // namespace
}  // namespace flk
