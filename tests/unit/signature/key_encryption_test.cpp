// SPDX-License-Identifier: GPL-3.0-or-later
// With scrypt's limits far below minisign's, for time; with minisign's own
// and its binary: tests/pipeline/sign_passphrase.sh.

#include <flock/signature/key_encryption.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <flock/base/encoding.hpp>
#include <flock/base/error.hpp>

#include "support/signing.hpp"
#include "support/temp_dir.hpp"

namespace flk {
namespace {

constexpr ScryptLimits kQuick{32768, 1 << 20};

PassphraseSource answer(std::string_view text) {
  return [text] { return SecretBytes::copy_of(text); };
}

class EncryptedKey : public testing::Test {
 protected:
  EncryptedKey() {
    const SigningKey::Encryption encryption{
        "word", std::string(kScryptSaltBytes, 's'), kQuick};
    key_.save(path(), directory_ / "k.pub", &encryption);
  }
  std::string path() const { return directory_ / "k.sec"; }
  // The file with bytes of the decoded key replaced.
  void change(std::size_t offset, std::string_view bytes) {
    const auto text = contents(path());
    const auto begin = text.find('\n') + 1;
    auto raw = *from_base64(text.substr(begin, text.size() - begin - 1));
    raw.replace(offset, bytes.size(), bytes);
    write_file(path(), text.substr(0, begin) + to_base64(raw) + "\n");
    ASSERT_EQ(::chmod(path().c_str(), 0600), 0);
  }
  std::string failure(const PassphraseSource& passphrase) {
    try {
      SigningKey::load(path(), passphrase);
    } catch (const Error& error) {
      return error.what();
    }
    return "loaded";
  }

  TempDir directory_;
  SigningKey key_ = key_of('k');
};

TEST_F(EncryptedKey, OpensByItsPassphrase) {
  const auto key = SigningKey::load(path(), answer("word"));
  EXPECT_EQ(key.public_key(), key_.public_key());
  EXPECT_EQ(key.sign("m"), key_.sign("m"));
  EXPECT_EQ(PublicKey::load(directory_ / "k.pub"), key_.public_key());
}

TEST_F(EncryptedKey, DoesNotHaveTheSeedInItsFile) {
  const auto text = contents(path());
  const auto begin = text.find('\n') + 1;
  const auto raw = *from_base64(text.substr(begin, text.size() - begin - 1));
  EXPECT_EQ(raw.substr(0, 6), "EdScB2");
  EXPECT_EQ(raw.find("kkkkkkkk"), std::string::npos);
}

TEST_F(EncryptedKey, StaysShutByAnother) {
  EXPECT_THAT(failure(answer("w0rd")),
              testing::HasSubstr("passphrase is wrong"));
  EXPECT_THAT(failure(answer("")), testing::HasSubstr("passphrase is wrong"));
}

TEST_F(EncryptedKey, StaysShutWhereNobodyCanBeAsked) {
  EXPECT_THAT(failure({}), testing::HasSubstr("nobody can be asked"));
}

TEST_F(EncryptedKey, ThatIsDamagedStaysShut) {
  change(60, "x");  // in the encrypted part
  EXPECT_THAT(failure(answer("word")), testing::HasSubstr("or it is damaged"));
}

TEST_F(EncryptedKey, CannotAskForMoreWorkThanMinisignDoes) {
  auto limits = ScryptLimits::of_minisign();
  limits.memory_bytes *= 2;
  change(6 + kScryptSaltBytes, limits.bytes());
  EXPECT_THAT(failure(answer("word")), testing::HasSubstr("more work"));
}

TEST(ScryptLimits, AreReadAsTheyAreWritten) {
  const ScryptLimits limits{0x0102030405060708, 0x1112131415161718};
  EXPECT_EQ(limits.bytes(), *from_hex("08070605040302011817161514131211"));
  EXPECT_EQ(ScryptLimits::parse(limits.bytes()).bytes(), limits.bytes());
}

}  // namespace
}  // namespace flk
