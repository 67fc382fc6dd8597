// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/gateway/fast_sha256.hpp>

#include <gtest/gtest.h>
#include <sodium.h>

#include <array>
#include <string>

#include <flock/base/encoding.hpp>
#include <flock/base/secret.hpp>

namespace flk {
namespace {

using Pair = Sha256Pair (*)(std::string_view, std::string_view);

std::string bytes_of(const Sha256Digest& digest) {
  return {digest.begin(), digest.end()};
}

class FastSha256 : public testing::TestWithParam<Pair> {
 protected:
  void SetUp() override {
    if (GetParam() == sha256_x86::hash_two && !sha256_x86::is_here()) {
      GTEST_SKIP() << "this processor has no instructions for SHA-256";
    }
  }
  // Behind and in front of a text of another length.
  void expect(std::string_view text, const std::string& hex) {
    const std::string other(200, 'o');
    EXPECT_EQ(to_hex(bytes_of(GetParam()(text, other)[0])), hex);
    EXPECT_EQ(to_hex(bytes_of(GetParam()(other, text)[1])), hex);
  }
};

// FIPS 180-2, appendix B, and, of the same kind, NIST's page of examples.
TEST_P(FastSha256, MatchesTheStandardsExamples) {
  expect("abc",
         "ba7816bf8f01cfea414140de5dae2223"
         "b00361a396177a9cb410ff61f20015ad");
  expect("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
         "248d6a61d20638b8e5c026930c3e6039"
         "a33ce45964ff2167f6ecedd419db06c1");
  expect(
      "abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmn"
      "hijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu",
      "cf5b16a778af8380036ce59e7b049237"
      "0b249b11e8f07a51afac45037afee9d1");
  expect(std::string(1000000, 'a'),
         "cdc76e5c9914fb9281a1c7e284d73e67"
         "f1809a48a497200e046d39ccc7112cd0");
}

// CAVP, SHA256ShortMsg.rsp: Len = 0, 8 and 16.
TEST_P(FastSha256, MatchesTheValidationProgramsVectors) {
  expect("",
         "e3b0c44298fc1c149afbf4c8996fb924"
         "27ae41e4649b934ca495991b7852b855");
  expect("\xd3",
         "28969cdfa74a12c82f3bad960b0b000a"
         "ca2ac329deea5c2328ebc6f2ba9802c1");
  expect("\x11\xaf",
         "5ca7133fa735326081558ac312c620ee"
         "ca9970d1e70a4b95533d956f072d1f98");
}

TEST_P(FastSha256, IsLibsodiumsOfEveryLength) {
  init_sodium();
  const auto libsodiums = [](const std::string& text) {
    Sha256Digest digest;
    crypto_hash_sha256(digest.data(),
                       reinterpret_cast<const unsigned char*>(text.data()),
                       text.size());
    return digest;
  };
  std::string first;
  for (int i = 0; i < 300; ++i, first += static_cast<char>(i)) {
    const std::string second(static_cast<std::size_t>(i * 7 % 300), 'x');
    const auto pair = GetParam()(first, second);
    EXPECT_EQ(pair[0], libsodiums(first)) << i;
    EXPECT_EQ(pair[1], libsodiums(second)) << i;
  }
}

std::string name_of(const testing::TestParamInfo<Pair>& way) {
  return std::array{"AsChosen", "ByOpenssl", "ByInstructions"}[way.index];
}

INSTANTIATE_TEST_SUITE_P(Ways, FastSha256,
                         testing::Values(fast_sha256, openssl_sha256,
                                         sha256_x86::hash_two),
                         name_of);

}  // namespace
}  // namespace flk
