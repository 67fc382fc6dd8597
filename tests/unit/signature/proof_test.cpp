// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/signature/proof.hpp>

#include <gtest/gtest.h>
#include <string>

#include "support/verification.hpp"

namespace flk {
namespace {

class ProofTest : public testing::Test {
 protected:
  Proof of(const std::string& line) const {
    const ParsedRecord record{line};
    return prove(claim_of(*record), trusted_);
  }

  Signer signer_{key_of('k')};
  ChainPosition position_ = stream_of('s');
  TrustedKeys trusted_ = trust("ann", signer_);
};

TEST_F(ProofTest, IsGenuineByATrustedKey) {
  EXPECT_EQ(of(signed_rows(signer_, position_, 1)[0]), Proof::genuine);
}

TEST_F(ProofTest, NeedsASignature) {
  EXPECT_EQ(of(row_of("ann", 1)), Proof::unsigned_record);
}

TEST_F(ProofTest, NeedsTheFormOfThePage) {
  EXPECT_EQ(of(R"({"flock":{"sig":"x"}})"), Proof::malformed);
}

TEST_F(ProofTest, NeedsAKeyThatIsTrusted) {
  EXPECT_EQ(of(signed_rows(Signer{key_of('x')}, position_, 1)[0]),
            Proof::unknown_key);
}

TEST_F(ProofTest, NeedsTheVeryRecordThatWasSigned) {
  const auto line = signed_rows(signer_, position_, 1)[0];
  EXPECT_EQ(of(edited(line, ObjectEdit().set("action", "1"))),
            Proof::bad_signature);
  EXPECT_EQ(of(edited(line, ObjectEdit().set("more", "1"))),
            Proof::bad_signature);
  EXPECT_EQ(of(edited(line, ObjectEdit().set("user_name", "1"))),
            Proof::genuine);
}

}  // namespace
}  // namespace flk
