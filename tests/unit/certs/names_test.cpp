// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/certs/names.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <optional>
#include <string>

namespace flk {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

TEST(DnsName, MayBeAHostAWildcardOrAContainer) {
  for (const std::string name :
       {"gateway", "gateway.example.com", "*.example.com", "*.local",
        "flock_gateway", "xn--bcher-kva.example", "3com.example", "A.b",
        "1e100.net"}) {
    EXPECT_THAT(dns_name_refusal(name), IsEmpty()) << name;
  }
  const std::string label(63, 'a');
  EXPECT_THAT(dns_name_refusal(label + '.' + label + '.' + label + '.' +
                               std::string(61, 'a')),
              IsEmpty());
}

TEST(DnsName, IsRefusedWithTheReason) {
  const std::string label(63, 'a');
  const std::pair<std::string, const char*> kCases[] = {
      {"", "empty"},
      {"*", "everything"},
      {"*.", "empty label"},
      {".example.com", "empty label"},
      {"example.com.", "empty label"},
      {"a..b", "empty label"},
      {"-a.example", "'-'"},
      {"a-.example", "'-'"},
      {"*a.example", "'*'"},
      {"a.*.example", "'*'"},
      {"*.*.example", "'*'"},
      {"a b", "character other"},
      {"a/b", "character other"},
      {"a\nb", "character other"},
      {std::string("a\0b", 3), "character other"},
      {"user@example.com", "character other"},
      {"https://example.com", "character other"},
      {"\xff", "UTF-8"},
      {"b\xc3\xbc"
       "cher..example",
       "empty label"},
      {"\xe2\x88\x9e.example", "no international name"},
      {"192.0.2.1", "number"},
      {"192.0.2", "number"},
      {"example.42", "number"},
      {"2001:db8::1", "character other"},
      {label + 'a', "more than 63"},
      {label + '.' + label + '.' + label + '.' + std::string(62, 'a'),
       "longer than 253"}};
  for (const auto& [name, reason] : kCases) {
    EXPECT_THAT(dns_name_refusal(name), HasSubstr(reason)) << name;
  }
}

TEST(DnsName, HasALabelsWhereItIsInternational) {
  const std::string buecher =
      "B\xc3\xbc"
      "cher.Example";
  EXPECT_THAT(dns_name_refusal(buecher), IsEmpty());
  EXPECT_EQ(canonical_dns_name(buecher), "xn--bcher-kva.example");
  EXPECT_EQ(canonical_dns_name("*." + buecher), "*.xn--bcher-kva.example");
  EXPECT_EQ(canonical_dns_name("Gateway"), "gateway");
}

TEST(EmailAddress, IsRefusedWithTheReason) {
  EXPECT_THAT(email_refusal("fleet@example.com"), IsEmpty());
  for (const std::string text :
       {"", "fleet", "@example.com", "a b@example.com", "a@", "a@b..c",
        "a@*.example.com", "n\xc3\xb6@example.com"}) {
    EXPECT_FALSE(email_refusal(text).empty()) << text;
  }
}

TEST(Uri, IsRefusedWithTheReason) {
  EXPECT_THAT(uri_refusal("spiffe://example.com/gateway"), IsEmpty());
  EXPECT_THAT(uri_refusal("urn:uuid:1"), IsEmpty());
  for (const std::string text :
       {"", "example.com", ":x", "https:", "1a:b", "a b:c", "a_b:c"}) {
    EXPECT_FALSE(uri_refusal(text).empty()) << text;
  }
}

TEST(FileName, LeadsNowhereElse) {
  for (const std::string name : {"gateway", "a.b", "node-1_x", "9", "cab"}) {
    EXPECT_THAT(file_name_refusal(name), IsEmpty()) << name;
  }
  for (const std::string name :
       {"", ".", "..", "../x", "a/b", "/etc", "-rf", ".hidden", "a b", "a\\b",
        "a\nb", "ca", "CA", "*.example.com", "n\xc3\xb6", "a:b"}) {
    EXPECT_FALSE(file_name_refusal(name).empty()) << name;
  }
  EXPECT_FALSE(file_name_refusal(std::string("a\0b", 3)).empty());
  EXPECT_THAT(file_name_refusal(std::string(64, 'a')), IsEmpty());
  EXPECT_FALSE(file_name_refusal(std::string(65, 'a')).empty());
}

TEST(CommonName, IsPlainTextOfAtMost64Characters) {
  EXPECT_THAT(common_name_refusal("The gateway (Berlin)"), IsEmpty());
  EXPECT_THAT(common_name_refusal(std::string(64, 'a')), IsEmpty());
  EXPECT_FALSE(common_name_refusal(std::string(65, 'a')).empty());
  EXPECT_FALSE(common_name_refusal("").empty());
  EXPECT_FALSE(common_name_refusal("a\nb").empty());
  EXPECT_FALSE(common_name_refusal("n\xc3\xb6").empty());
  EXPECT_THAT(common_name_refusal("CN=node,O=x"), HasSubstr("distinguished"));
}

TEST(IpAddress, IsReadInItsOneSpelling) {
  EXPECT_EQ(canonical_ip("192.0.2.1"), "192.0.2.1");
  // The examples of RFC 5952 section 1.
  EXPECT_EQ(canonical_ip("2001:DB8:0:0:1:0:0:1"), "2001:db8::1:0:0:1");
  EXPECT_EQ(canonical_ip("2001:0db8::1:0:0:1"), "2001:db8::1:0:0:1");
  for (const std::string text :
       {"", "192.0.2", "192.0.2.256", "192.0.2.1/24", "[::1]", "fe80::1%eth0",
        "gateway", " 192.0.2.1", "0x7f.1"}) {
    EXPECT_EQ(canonical_ip(text), std::nullopt) << text;
  }
  EXPECT_EQ(canonical_ip(std::string_view("::1\0x", 5)), std::nullopt);
}

TEST(IpAddress, IsFourOrSixteenBytes) {
  EXPECT_EQ(ip_bytes("192.0.2.1"), std::string("\xc0\0\x02\x01", 4));
  EXPECT_EQ(ip_bytes("::1"), std::string(15, '\0') + '\x01');
  EXPECT_EQ(ip_text(ip_bytes("2001:db8::1")), "2001:db8::1");
  EXPECT_EQ(ip_text("12345"), std::nullopt);
}

TEST(AlternativeNames, HoldEachNameOnceInTheOrderGiven) {
  AlternativeNames names;
  names.add_dns("b.example");
  names.add_dns("A.example");
  names.add_dns("B.EXAMPLE");
  names.add_ip("::1");
  names.add_ip("::1");
  EXPECT_THAT(names.dns, ElementsAre("b.example", "a.example"));
  EXPECT_THAT(names.ip, ElementsAre("::1"));
}

TEST(AlternativeNames, AreEqualInAnyOrder) {
  AlternativeNames a;
  a.add_dns("a");
  a.add_dns("b");
  AlternativeNames b;
  b.add_dns("b");
  b.add_dns("a");
  EXPECT_TRUE(a == b);
  b.add_ip("::1");
  EXPECT_FALSE(a == b);
}

}  // namespace
}  // namespace flk
