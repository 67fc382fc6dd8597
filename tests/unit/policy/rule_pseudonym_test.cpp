// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/policy/rule_pseudonym.hpp>

#include <gtest/gtest.h>
#include <string>

#include <flock/base/error.hpp>

namespace flk {
namespace {

SecretBytes key(char first = '\0') {
  std::string bytes;
  for (int i = 0; i < 32; ++i) bytes += static_cast<char>(first + i);
  return SecretBytes::copy_of(bytes);
}

std::string token(const Pseudonymizer& pseudonymizer, std::string_view domain,
                  std::string_view value) {
  std::string out;
  pseudonymizer.append_token(out, domain, "", value);
  return out;
}

// Made with Python's hashlib.blake2b(MESSAGE, digest_size=16, key=bytes(range(
// 32))) over json.dumps(..., ensure_ascii=False, separators=(",", ":")).
TEST(Pseudonymizer, GivesWhatAnIndependentBlake2bGives) {
  const auto secret = key();
  const Pseudonymizer pseudonymizer{secret};
  EXPECT_EQ(pseudonymizer.key_id(), "1qLIdUka");
  EXPECT_EQ(token(pseudonymizer, "account", "ann"),
            "p1.1qLIdUka.kABEBt4giOCWCu48SrqSOg");
  EXPECT_EQ(token(pseudonymizer, "t.c", "\"\\\n\u00e9"),
            "p1.1qLIdUka.WHPkgGOapIp2XpV6PFWJlw");
  std::string monthly;
  pseudonymizer.append_token(monthly, "account", "2026-11", "ann");
  EXPECT_EQ(monthly, "p1.1qLIdUka.08hId9c9t_6s2j5135JIlw");
}

TEST(Pseudonymizer, TellsDomainsKeysAndValuesApart) {
  const auto one = key();
  const auto other = key('\1');
  const Pseudonymizer first{one};
  const Pseudonymizer second{other};
  EXPECT_EQ(token(first, "a", "x"), token(first, "a", "x"));
  EXPECT_NE(token(first, "a", "x"), token(first, "b", "x"));
  EXPECT_NE(token(first, "a", "x"), token(first, "a", "y"));
  EXPECT_NE(token(first, "a", "x"), token(second, "a", "x"));
  EXPECT_NE(first.key_id(), second.key_id());
}

TEST(Pseudonymizer, DoesNotMixDomainAndValueUp) {
  const auto secret = key();
  const Pseudonymizer pseudonymizer{secret};
  EXPECT_NE(token(pseudonymizer, "ab", "c"), token(pseudonymizer, "a", "bc"));
  EXPECT_NE(token(pseudonymizer, "a\",\"b", "c"),
            token(pseudonymizer, "a", "b\",\"c"));
}

TEST(Pseudonymizer, RefusesAKeyOfAnotherLength) {
  const auto secret = SecretBytes::copy_of("short");
  EXPECT_THROW(Pseudonymizer{secret}, Error);
}

}  // namespace
}  // namespace flk
