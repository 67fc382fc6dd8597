// SPDX-License-Identifier: GPL-3.0-or-later
// Vectors: RFC 8037 appendix A.4.

#include <flock/signature/jws.hpp>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <string>

#include <flock/base/encoding.hpp>

#include "support/signing.hpp"
#include "support/temp_dir.hpp"

namespace flk {
namespace {

const std::string kKid = "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k";

std::string jws_with_header(const std::string& header) {
  return to_base64url(header) + ".." + to_base64url(std::string(64, 's'));
}

std::string header_of(const std::string& kid) {
  return R"({"alg":"EdDSA","kid":")" + kid + "\"}";
}

TEST(JwsSigningInput, MatchesRfc8037) {
  const auto example = nlohmann::json::parse(
      contents(std::string(FLOCK_VECTORS) + "/rfc8037.json"));
  const auto input =
      jws_signing_input(to_base64url(example["header"].get<std::string>()),
                        example["payload"].get<std::string>());
  EXPECT_EQ(input, example["signing_input"]);
  const auto key = SigningKey::from_seed(
      *from_base64url(example["d"].get<std::string>()), "12345678");
  EXPECT_EQ(to_base64url(key.sign(input)), example["signature"]);
}

TEST(DetachedJws, ReadsWhatItWrites) {
  const DetachedJws jws{kKid, jws_header(kKid), std::string(64, 's')};
  EXPECT_EQ(jws.text(), jws_with_header(header_of(kKid)));
  const auto read = DetachedJws::parse(jws.text());
  ASSERT_TRUE(read);
  EXPECT_EQ(read->kid, kKid);
  EXPECT_EQ(read->header, jws.header);
  EXPECT_EQ(read->signature, jws.signature);
}

TEST(DetachedJws, TakesNoOtherHeader) {
  for (const auto& header :
       {std::string(), std::string("{}"), header_of(""),
        header_of(kKid.substr(1)), header_of(kKid + "A"),
        header_of(kKid.substr(1) + "/"), header_of(kKid) + " ",
        R"({"alg":"EdDSA","kid":")" + kKid + "\"]",
        R"({"alg":"none","kid":")" + kKid + "\"}",
        R"({"alg": "EdDSA","kid":")" + kKid + "\"}",
        R"({"kid":")" + kKid + R"(","alg":"EdDSA"})",
        R"({"alg":"EdDSA","kid":")" + kKid + R"(","b64":false})",
        std::string(R"({"alg":"EdDSA"})"),
        std::string(R"({"alg":"EdDSA","kid":"})")}) {
    EXPECT_FALSE(DetachedJws::parse(jws_with_header(header))) << header;
  }
}

TEST(DetachedJws, TakesNoOtherForm) {
  const auto good = jws_with_header(header_of(kKid));
  const auto dots = good.find("..");
  ASSERT_TRUE(DetachedJws::parse(good));
  for (const auto& text :
       {std::string(), std::string(".."), good + "=", good + " ", " " + good,
        good.substr(0, good.size() - 1), good + "AA",
        good.substr(0, dots) + "." + good.substr(dots + 2),
        good.substr(0, dots) + ".e30." + good.substr(dots + 2),
        good.substr(0, dots) + "..." + good.substr(dots + 2),
        // The last character's four lowest bits say nothing: one spelling.
        good.substr(0, good.size() - 1) + "x"}) {
    EXPECT_FALSE(DetachedJws::parse(text)) << text;
  }
}

}  // namespace
}  // namespace flk
