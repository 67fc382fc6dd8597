// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/base/hash.hpp>

#include <gtest/gtest.h>
#include <sodium.h>

#include <string>

#include <flock/base/encoding.hpp>

namespace flk {
namespace {

// FIPS 180-2, appendix B.
TEST(Sha256, MatchesTheStandardsExamples) {
  EXPECT_EQ(to_hex(sha256("abc")),
            "ba7816bf8f01cfea414140de5dae2223"
            "b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(to_hex(sha256("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomno"
                          "pnopq")),
            "248d6a61d20638b8e5c026930c3e6039"
            "a33ce45964ff2167f6ecedd419db06c1");
  EXPECT_EQ(to_hex(sha256(std::string(1000000, 'a'))),
            "cdc76e5c9914fb9281a1c7e284d73e67"
            "f1809a48a497200e046d39ccc7112cd0");
}

TEST(Sha256, IsLibsodiumsOfEveryLength) {
  std::string text;
  for (int i = 0; i < 300; ++i, text += static_cast<char>(i)) {
    std::string digest(crypto_hash_sha256_BYTES, '\0');
    crypto_hash_sha256(reinterpret_cast<unsigned char*>(digest.data()),
                       reinterpret_cast<const unsigned char*>(text.data()),
                       text.size());
    EXPECT_EQ(sha256(text), digest) << i;
  }
}

TEST(Sha256, IsBase64urlWithoutPadding) {
  EXPECT_EQ(sha256_base64url(""),
            "47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU");
}

}  // namespace
}  // namespace flk
