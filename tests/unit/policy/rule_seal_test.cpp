// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/policy/rule_seal.hpp>

#include <gtest/gtest.h>
#include <sodium.h>
#include <string>

#include <flock/base/encoding.hpp>

namespace flk {
namespace {

const ValuePlace kPlace{"ann-laptop", "crontab", "command"};

std::string sealed(const std::string& public_key, std::string_view value,
                   const ValuePlace& place = kPlace) {
  std::string out;
  Sealer{public_key}.append_sealed(out, place, value);
  return out;
}

// A key pair twice: one to seal to, one to give to an opener.
struct Keys {
  Keys() : pair(SealKeyPair::generate()) {}
  SealKeyPair copy() const {
    return SealKeyPair::of(SecretBytes::copy_of(pair.secret_key.view()));
  }
  SealKeyPair pair;
};

TEST(Seal, OpensWhereItWasSealedWithItsType) {
  const Keys keys;
  const SealOpener opener{keys.copy()};
  for (const auto* value : {R"("a \" \\ \u0007 b")", "7", R"({"a":[1,"x"]})"}) {
    std::string opened;
    EXPECT_EQ(opener.open(sealed(keys.pair.public_key, value), kPlace, opened),
              OpenOutcome::opened);
    EXPECT_EQ(opened, value);
  }
}

TEST(Seal, IsASealedBoxOverThePaddedPlaceAndValue) {
  const Keys keys;
  const auto text = sealed(keys.pair.public_key, "\"x\"");
  const auto prefix = "sealed1." + seal_key_id(keys.pair.public_key) + ".";
  ASSERT_TRUE(text.starts_with(prefix));
  const auto box = from_base64url(text.substr(prefix.size()));
  ASSERT_TRUE(box);
  ASSERT_EQ(box->size(), 256u + crypto_box_SEALBYTES);
  std::string message(256, '\0');
  const auto bytes = [](const auto& s) {
    return reinterpret_cast<const unsigned char*>(s.data());
  };
  ASSERT_EQ(crypto_box_seal_open(
                reinterpret_cast<unsigned char*>(message.data()), bytes(*box),
                box->size(), bytes(keys.pair.public_key),
                keys.pair.secret_key.data()),
            0);
  const std::string expected = R"(["ann-laptop","crontab","command","x"])"
                               "\x80";
  EXPECT_EQ(message.substr(0, expected.size()), expected);
  EXPECT_EQ(message.find_first_not_of('\0', expected.size()),
            std::string::npos);
}

TEST(Seal, HidesTheLengthOfShortValuesAndSealsAnewEachTime) {
  const Keys keys;
  const auto one = sealed(keys.pair.public_key, "\"a\"");
  const auto other =
      sealed(keys.pair.public_key, "\"" + std::string(150, 'a') + "\"");
  EXPECT_EQ(one.size(), other.size());
  EXPECT_NE(one, sealed(keys.pair.public_key, "\"a\""));
}

TEST(Seal, RefusesToOpenElsewhere) {
  const Keys keys;
  const SealOpener opener{keys.copy()};
  const auto text = sealed(keys.pair.public_key, "\"x\"");
  std::string opened;
  for (const auto& place :
       {ValuePlace{"bob-laptop", "crontab", "command"},
        ValuePlace{"ann-laptop", "launchd", "command"},
        ValuePlace{"ann-laptop", "crontab", "path"},
        ValuePlace{"ann-laptop\",\"crontab", "command", ""}}) {
    EXPECT_EQ(opener.open(text, place, opened), OpenOutcome::elsewhere);
  }
  EXPECT_EQ(opened, "");
}

TEST(Seal, TellsOtherKeysFromDamage) {
  const Keys keys;
  const Keys others;
  const SealOpener opener{keys.copy()};
  std::string opened;
  EXPECT_EQ(opener.open(sealed(others.pair.public_key, "1"), kPlace, opened),
            OpenOutcome::not_ours);
  EXPECT_EQ(opener.open("root", kPlace, opened), OpenOutcome::not_ours);
  auto text = sealed(keys.pair.public_key, "1");
  text[text.size() / 2] = text[text.size() / 2] == 'A' ? 'B' : 'A';
  EXPECT_EQ(opener.open(text, kPlace, opened), OpenOutcome::damaged);
  EXPECT_EQ(opener.open(text.substr(0, 60), kPlace, opened),
            OpenOutcome::damaged);
}

// Anybody who has seal.pub can seal anything.
TEST(Seal, TakesNothingButAPlaceAndOneValue) {
  const Keys keys;
  const SealOpener opener{keys.copy()};
  std::string opened;
  EXPECT_EQ(opener.open(sealed(keys.pair.public_key, "1,2"), kPlace, opened),
            OpenOutcome::damaged);
  EXPECT_EQ(
      opener.open(sealed(keys.pair.public_key, "\"\\ud800\""), kPlace, opened),
      OpenOutcome::damaged);
  EXPECT_EQ(
      opener.open(sealed(keys.pair.public_key, "[ 1,\n2 ]"), kPlace, opened),
      OpenOutcome::opened);
  EXPECT_EQ(opened, "[1,2]");
}

}  // namespace
}  // namespace flk
