// SPDX-License-Identifier: GPL-3.0-or-later
// Vectors: RFC 8032 section 7.1, RFC 8037 appendix A; key files made by
// minisign 0.11. Interoperation with its binary: tests/pipeline/sign_keys.sh.

#include <flock/signature/key.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <string>
#include <sys/stat.h>

#include <nlohmann/json.hpp>

#include <flock/base/encoding.hpp>
#include <flock/base/error.hpp>

#include "support/signing.hpp"
#include "support/temp_dir.hpp"

namespace flk {
namespace {

nlohmann::json vectors(const std::string& name) {
  return nlohmann::json::parse(
      contents(std::string(FLOCK_VECTORS) + "/" + name));
}

std::string hex(const nlohmann::json& text) {
  return *from_hex(text.get<std::string>());
}

// minisign -G -W of 0.11.
constexpr char kPublicFile[] =
    "untrusted comment: minisign public key BC49FA617D0656F8\n"
    "RWT4VgZ9YfpJvGOST2jRfl9Yfj4C7ItNIl14DSStnXydyK4YAq9o+JPY\n";
constexpr char kSecretFile[] =
    "untrusted comment: minisign encrypted secret key\n"
    "RWQAAEIyAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
    "+FYGfWH6SbxBPRj571rYL02R0ynHjfw0/MiC+jdhzVzdYDXjVspFUGOST2jRfl9Yfj4C7ItN"
    "Il14DSStnXydyK4YAq9o+JPYAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n";

class KeyFile : public testing::Test {
 protected:
  void write_secret(std::string_view bytes) {
    write_file(secret(), bytes);
    ASSERT_EQ(::chmod(secret().c_str(), 0600), 0);
  }
  // kSecretFile with bytes of the decoded key replaced.
  void write_changed(std::size_t offset, std::string_view bytes) {
    const std::string text = kSecretFile;
    const auto begin = text.find('\n') + 1;
    auto raw = *from_base64(text.substr(begin, text.size() - begin - 1));
    raw.replace(offset, bytes.size(), bytes);
    write_secret(text.substr(0, begin) + to_base64(raw) + "\n");
  }
  std::string failure() {
    try {
      SigningKey::load(secret());
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::config);
      return error.what();
    }
    return "loaded";
  }
  std::string secret() const { return directory_ / "k.sec"; }
  std::string pub() const { return directory_ / "k.pub"; }

  TempDir directory_;
};

TEST(SigningKey, MatchesRfc8032) {
  const auto file = vectors("rfc8032.json");
  for (const auto& test : file["tests"]) {
    const auto key = SigningKey::from_seed(hex(test["secret_key"]), "12345678");
    const auto message = hex(test["message"]);
    const auto signature = hex(test["signature"]);
    EXPECT_EQ(key.public_key().bytes(), hex(test["public_key"]));
    EXPECT_EQ(key.sign(message), signature) << test["name"];
    EXPECT_TRUE(verify_signature(key.public_key(), message, signature));
    EXPECT_FALSE(verify_signature(key.public_key(), message + "x", signature));
  }
}

TEST(PublicKey, HasTheThumbprintOfRfc8037) {
  const auto example = vectors("rfc8037.json");
  const auto key = SigningKey::from_seed(
      *from_base64url(example["d"].get<std::string>()), "12345678");
  EXPECT_EQ(to_base64url(key.public_key().bytes()), example["x"]);
  EXPECT_EQ(key.public_key().kid(), example["thumbprint"]);
}

TEST(PublicKey, ReadsTheLineItWrites) {
  const auto example = vectors("worked_example.json");
  const auto key = PublicKey::parse(example["public"].get<std::string>());
  ASSERT_TRUE(key);
  EXPECT_EQ(key->line(), example["public"]);
  EXPECT_EQ(key->kid(), example["kid"]);
  EXPECT_EQ(key->key_id(), "\1\2\3\4\5\6\7\x08");
}

TEST(PublicKey, RefusesAnyOtherLine) {
  const std::string line =
      "RWQBAgMEBQYHCAOhB7/zzhC+HXDdGOdLwJln5NYwm6UN"
      "Xx3chmQSVTG4";
  ASSERT_TRUE(PublicKey::parse(line));
  for (const auto& text :
       {std::string(), line + " ", line.substr(4), line + "AAAA",
        "RUQ" + line.substr(3), line.substr(0, 55) + "!"}) {
    EXPECT_FALSE(PublicKey::parse(text)) << text;
  }
}

TEST(VerifySignature, RefusesWhatIsNoSignature) {
  const auto key = key_of('k');
  const auto signature = key.sign("m");
  EXPECT_FALSE(verify_signature(key.public_key(), "m", ""));
  EXPECT_FALSE(
      verify_signature(key.public_key(), "m", signature.substr(0, 63)));
  EXPECT_FALSE(verify_signature(key.public_key(), "m", signature + "x"));
  EXPECT_FALSE(verify_signature(key_of('l').public_key(), "m", signature));
}

TEST(VerifySignature, RefusesAKeyOfSmallOrder) {
  // The neutral element: R = A = 1, S = 0 fits every message.
  const std::string neutral = '\1' + std::string(31, '\0');
  const auto key = PublicKey::parse(to_base64("Ed12345678" + neutral));
  ASSERT_TRUE(key);
  EXPECT_FALSE(verify_signature(*key, "m", neutral + std::string(32, '\0')));
}

TEST_F(KeyFile, OfMinisignIsRead) {
  write_secret(kSecretFile);
  write_file(pub(), kPublicFile);
  const auto key = SigningKey::load(secret());
  EXPECT_EQ(key.public_key(), PublicKey::load(pub()));
  EXPECT_TRUE(verify_signature(PublicKey::load(pub()), "m", key.sign("m")));
}

TEST_F(KeyFile, IsWrittenAsMinisignDoes) {
  write_secret(kSecretFile);
  SigningKey::load(secret()).save(directory_ / "a", directory_ / "b");
  EXPECT_EQ(contents(directory_ / "a"), kSecretFile);
  EXPECT_EQ(contents(directory_ / "b"), kPublicFile);
  struct stat info {};
  ASSERT_EQ(::stat((directory_ / "a").c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777, 0600u);
}

TEST_F(KeyFile, ShowsTheKeyIdWithoutLeadingZeros) {
  const auto save = [&](const std::string& name, std::string_view id) {
    SigningKey::from_seed(std::string(32, 's'), id)
        .save(directory_ / (name + ".sec"), directory_ / name);
    return contents(directory_ / name);
  };
  EXPECT_THAT(save("a", {"\xf8\x56\x06\x7d\x61\xfa\x0b\x00", 8}),
              testing::HasSubstr(" BFA617D0656F8\n"));
  EXPECT_THAT(save("b", {"\0\0\0\0\0\0\0\0", 8}),
              testing::HasSubstr("public key 0\n"));
}

TEST_F(KeyFile, IsNeverOverwritten) {
  write_file(directory_ / "taken", "mine");
  const auto key = key_of('k');
  EXPECT_THROW(key.save(directory_ / "taken", pub()), Error);
  EXPECT_THROW(key.save(secret(), directory_ / "taken"), Error);
  EXPECT_EQ(contents(directory_ / "taken"), "mine");
  EXPECT_FALSE(std::filesystem::exists(pub()));
  EXPECT_FALSE(std::filesystem::exists(secret()));
}

TEST_F(KeyFile, IsNotBothKeysInOne) {
  const auto key = key_of('k');
  EXPECT_THROW(key.save(secret(), secret()), Error);
  EXPECT_THROW(key.save(directory_ / "x", directory_ / "./x"), Error);
  EXPECT_FALSE(std::filesystem::exists(secret()));
  EXPECT_FALSE(std::filesystem::exists(directory_ / "x.new"));
}

TEST_F(KeyFile, ThatIsMissingNamesTheCure) {
  try {
    SigningKey::load(secret());
    FAIL();
  } catch (const Error& error) {
    EXPECT_THAT(error.what(), testing::HasSubstr("no such file"));
    EXPECT_THAT(error.hint(), testing::HasSubstr("flock-sign keygen"));
  }
}

TEST_F(KeyFile, ThatOthersCanReadIsRefused) {
  write_secret(kSecretFile);
  ASSERT_EQ(::chmod(secret().c_str(), 0640), 0);
  EXPECT_THAT(failure(), testing::HasSubstr("others can read"));
}

TEST_F(KeyFile, ThatIsEncryptedIsRefusedAndNamesTheCure) {
  write_changed(2, "Sc");
  try {
    SigningKey::load(secret());
    FAIL();
  } catch (const Error& error) {
    EXPECT_THAT(error.what(), testing::HasSubstr("it is encrypted"));
    EXPECT_THAT(error.hint(), testing::HasSubstr("minisign -C -W"));
  }
  write_changed(2, "Xx");
  EXPECT_THAT(failure(), testing::HasSubstr("encrypted in a way"));
}

TEST_F(KeyFile, ThatIsDamagedIsRefused) {
  write_changed(62, "x");  // the seed
  EXPECT_THAT(failure(), testing::HasSubstr("halves"));
  write_changed(94, "x");  // the public key
  EXPECT_THAT(failure(), testing::HasSubstr("halves"));
  write_changed(126, "x");  // the checksum
  EXPECT_THAT(failure(), testing::HasSubstr("checksum"));
}

TEST_F(KeyFile, MayHaveItsChecksum) {
  // b2sum -l 256 over "Ed", key id, seed and public key.
  write_changed(
      126,
      *from_hex(
          "1f31b04782c180588585c438538ef02fc413d182991f7d567da24fd0c1d7cb02"));
  EXPECT_EQ(SigningKey::load(secret()).public_key().line(),
            "RWT4VgZ9YfpJvGOST2jRfl9Yfj4C7ItNIl14DSStnXydyK4YAq9o+JPY");
}

TEST_F(KeyFile, ThatIsNoneIsRefused) {
  const std::string good = kSecretFile;
  const auto line = good.substr(good.find('\n') + 1);
  for (const auto& text :
       {std::string(), std::string("\n\n"), std::string(kPublicFile), line,
        good + "more\n", "comment\n" + line, good.substr(0, good.size() - 9)}) {
    write_secret(text);
    EXPECT_THAT(failure(), testing::HasSubstr("no secret key")) << text;
  }
  write_changed(0, "ED");
  EXPECT_THAT(failure(), testing::HasSubstr("no secret key"));
  write_changed(4, "B3");
  EXPECT_THAT(failure(), testing::HasSubstr("no secret key"));
}

TEST_F(KeyFile, OfThePublicKindIsRefusedWhereItIsNone) {
  for (const auto* text : {"", "RWT4VgZ9", kSecretFile}) {
    write_file(pub(), text);
    EXPECT_THROW(PublicKey::load(pub()), Error) << text;
  }
  EXPECT_THROW(PublicKey::load(directory_ / "missing"), Error);
}

}  // namespace
}  // namespace flk
