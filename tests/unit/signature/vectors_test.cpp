// SPDX-License-Identifier: GPL-3.0-or-later
// Other people's vectors for the whole of a signature: Wycheproof's for
// Ed25519, and records that jwcrypto and rfc8785 signed (how they are made:
// tests/interop/jwcrypto_sign.py).

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include <flock/base/encoding.hpp>
#include <flock/signature/jws.hpp>
#include <flock/signature/payload.hpp>

#include "support/signing.hpp"
#include "support/temp_dir.hpp"
#include "support/verification.hpp"

namespace flk {
namespace {

nlohmann::json vectors(const std::string& name) {
  return nlohmann::json::parse(
      contents(std::string(FLOCK_VECTORS) + "/" + name));
}

std::string hex(const nlohmann::json& text) {
  return *from_hex(text.get<std::string>());
}

TEST(VerifySignature, JudgesWycheproofsCasesAsTheySay) {
  std::size_t count = 0;
  const auto all = vectors("wycheproof_ed25519.json");
  for (const auto& group : all["groups"]) {
    const auto key =
        PublicKey::parse(to_base64("Ed12345678" + hex(group["public"])));
    ASSERT_TRUE(key);
    for (const auto& test : group["tests"]) {
      EXPECT_EQ(verify_signature(*key, hex(test[1]), hex(test[2])),
                test[3].get<bool>())
          << "tcId " << test[0];
      ++count;
    }
  }
  EXPECT_EQ(count, 151u);
}

class JwcryptoRecords : public testing::Test {
 protected:
  nlohmann::json all_ = vectors("jwcrypto.json");
  Signer signer_{SigningKey::from_seed(hex(all_["seed"]), "12345678")};
};

TEST_F(JwcryptoRecords, ComeOutOfOurSigner) {
  EXPECT_EQ(signer_.public_key().kid(), all_["kid"]);
  ChainPosition position{all_["stream"], 0, {}};
  for (const auto& vector : all_["records"]) {
    const ParsedRecord record{
        sign_text(signer_, vector["input"].get<std::string>(), position)};
    EXPECT_EQ(signature_payload(*record), vector["payload"]);
    EXPECT_EQ(record->flock_text("prev"), vector["prev"]);
    EXPECT_EQ(record->flock_text("sig"), vector["sig"]);
  }
}

TEST_F(JwcryptoRecords, VerifyWithTheirSignaturesInPlace) {
  Lines lines;
  std::uint64_t seq = 0;
  for (const auto& vector : all_["records"]) {
    const ParsedRecord record{vector["input"].get<std::string>()};
    ObjectEdit flock;
    flock.set("stream", all_["stream"].dump());
    flock.set("seq", std::to_string(++seq));
    if (seq > 1) flock.set("prev", vector["prev"].dump());
    flock.set("sig", vector["sig"].dump());
    lines.push_back(edited_flock(record->object(), flock));
  }
  VerifyRules rules;
  rules.chain.from_start = true;
  const auto result = verify(lines, trust("ann", signer_), rules);
  EXPECT_THAT(result.findings, testing::IsEmpty());
  EXPECT_EQ(result.counts.verified, 6u);
}

}  // namespace
}  // namespace flk
