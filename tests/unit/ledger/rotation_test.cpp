// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/ledger/rotation.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "support/ledger_fixture.hpp"
#include "support/verification.hpp"

namespace flk {
namespace {

class RotationTest : public LedgerFixture {
 protected:
  RotationTest() {
    SigningKey::generate(random).save(files_.secret_path, files_.public_path);
  }

  SigningKey make_next() { return next_key(files_, random, nullptr, {}); }
  void announce(const PublicKey& key) {
    append_signed({key_announcement("ann", key, Milliseconds{1795417200000})});
  }
  PublicKey installed() const {
    return SigningKey::load(files_.secret_path).public_key();
  }

  KeyFiles files_{dir / "sign.key", dir / "sign.pub"};
};

TEST_F(RotationTest, AnnouncementIsWhatAVerifierReads) {
  const auto key = key_of('n').public_key();
  const ParsedRecord record{
      key_announcement("ann", key, Milliseconds{1795417200000})};
  EXPECT_EQ(record->text("type"), "flock_key");
  EXPECT_EQ(record->text("hostIdentifier"), "ann");
  EXPECT_EQ(PublicKey::parse(record->text("public_key")), key);
}

TEST_F(RotationTest, KeyWaitsUntilItIsAnnounced) {
  append_signed({row(1)});
  const auto before = installed();
  const auto next = make_next();
  EXPECT_FALSE(adopt_next_key(files_, ledger));
  EXPECT_EQ(installed(), before);

  announce(key_of('x').public_key());  // another
  EXPECT_FALSE(adopt_next_key(files_, ledger));

  announce(next.public_key());
  EXPECT_TRUE(adopt_next_key(files_, ledger));
  EXPECT_EQ(installed(), next.public_key());
  EXPECT_EQ(PublicKey::load(files_.public_path), next.public_key());
  EXPECT_FALSE(std::filesystem::exists(files_.next_secret()));
  EXPECT_FALSE(std::filesystem::exists(files_.next_public()));
  EXPECT_FALSE(adopt_next_key(files_, ledger));
}

TEST_F(RotationTest, KeyThatWaitsIsUsedAgain) {
  const auto first = make_next().public_key();
  EXPECT_EQ(make_next().public_key(), first);
}

TEST_F(RotationTest, GoesOnWhereItWasKilled) {
  const auto next = make_next();
  // Before its public half was there.
  std::filesystem::remove(files_.next_public());
  EXPECT_FALSE(adopt_next_key(files_, ledger));
  EXPECT_EQ(make_next().public_key(), next.public_key());
  announce(next.public_key());
  // When the public half was in place already.
  std::filesystem::copy_file(files_.next_public(), files_.public_path,
                             std::filesystem::copy_options::overwrite_existing);
  EXPECT_TRUE(adopt_next_key(files_, ledger));
  EXPECT_EQ(installed(), next.public_key());
  // When only the waiting public half was left over: the next rotation makes
  // a key of its own.
  write_file(files_.next_public(), next.public_key().file());
  EXPECT_FALSE(adopt_next_key(files_, ledger));
  EXPECT_NE(make_next().public_key(), next.public_key());
  EXPECT_FALSE(adopt_next_key(files_, ledger));
}

TEST_F(RotationTest, TakesNoAnnouncementOfAnotherStream) {
  const auto next = make_next();
  auto position = stream_of('o');
  const auto text = key_announcement("ann", next.public_key(), Milliseconds{1});
  EXPECT_EQ(append(sign(text, position)), AppendOutcome::appended);
  EXPECT_FALSE(adopt_next_key(files_, ledger));
}

TEST_F(RotationTest, StreamVerifiesAcrossIt) {
  append_signed({row(1)});
  const auto next = make_next();
  auto position = ledger.state().chain;
  Lines lines{sign(row(2), position)};
  lines.push_back(
      sign(key_announcement("ann", next.public_key(), kRowTime), position));
  const Signer by_next{make_next()};
  lines.push_back(sign_text(by_next, row(3), position));
  const auto result = verify(lines, trust("ann", signer));
  EXPECT_THAT(result.findings, testing::IsEmpty());
  EXPECT_EQ(result.counts.verified, 3u);
}

}  // namespace
}  // namespace flk
