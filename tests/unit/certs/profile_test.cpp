// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/certs/profile.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace flk {
namespace {

TEST(KeyType, IsReadAsPeopleWriteIt) {
  const std::pair<const char*, const char*> kCases[] = {
      {"P-256", "EC P-256"},    {"p256", "EC P-256"},
      {"EC P-384", "EC P-384"}, {"ed25519", "Ed25519"},
      {"RSA-2048", "RSA 2048"}, {"rsa 4096", "RSA 4096"},
      {"RSA-8192", "RSA 8192"}};
  for (const auto& [text, name] : kCases) {
    const auto type = parse_key_type(text);
    ASSERT_TRUE(type.has_value()) << text;
    EXPECT_EQ(type->name(), name);
    EXPECT_EQ(parse_key_type(type->name()), type);
  }
  for (const auto* text : {"", "RSA", "RSA-1024", "RSA-2049", "RSA-16384",
                           "P-521", "DSA", "RSA--2048x"}) {
    EXPECT_EQ(parse_key_type(text), std::nullopt) << text;
  }
}

TEST(Network, IsAnAddressAndAMask) {
  EXPECT_EQ(network_bytes("192.0.2.0/24"),
            std::string("\xc0\0\x02\0\xff\xff\xff\0", 8));
  EXPECT_EQ(network_bytes("10.128.0.0/9"),
            std::string("\x0a\x80\0\0\xff\x80\0\0", 8));
  EXPECT_EQ(network_bytes("192.0.2.1"),
            std::string("\xc0\0\x02\x01\xff\xff\xff\xff", 8));
  EXPECT_EQ(network_bytes("0.0.0.0/0"), std::string(8, '\0'));
  EXPECT_EQ(network_bytes("2001:db8::/32").value().size(), 32u);
  for (const auto* text : {"", "192.0.2.1/24", "192.0.2.0/33", "192.0.2.0/",
                           "192.0.2.0/-1", "a/8", "2001:db8::/129"}) {
    EXPECT_EQ(network_bytes(text), std::nullopt) << text;
  }
}

TEST(Role, IsReadAsItIsWritten) {
  for (const auto role : {Role::server, Role::client, Role::both}) {
    EXPECT_EQ(parse_role(role_name(role)), role);
  }
  EXPECT_EQ(parse_role("Server"), std::nullopt);
}

}  // namespace
}  // namespace flk
