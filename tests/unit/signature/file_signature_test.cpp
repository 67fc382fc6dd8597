// SPDX-License-Identifier: GPL-3.0-or-later
// Interoperation with minisign's binary: tests/pipeline/sign_files.sh.

#include <flock/signature/file_signature.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <flock/base/encoding.hpp>
#include <flock/base/error.hpp>

#include "support/signing.hpp"
#include "support/temp_dir.hpp"
#include "support/verification.hpp"

namespace flk {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class FileSignatureTest : public testing::Test {
 protected:
  FileSignatureTest() { write_file(file(), "text\n"); }

  std::string file() const { return directory_ / "policy.json"; }
  std::string sign(const SigningKey& key, const std::string& path) {
    const auto signature =
        FileSignature::make(key, prehash_of_file(file()), "a comment");
    write_file(path, signature.text());
    return path;
  }
  FileVerdict check(const std::string& trusted,
                    const std::vector<std::string>& signatures) {
    return verify_file(file(), signatures, SignatureFiles::found,
                       trust(trusted), kRowTime);
  }

  TempDir directory_;
  SigningKey key_ = key_of('k');
  std::string line_ = "ann " + key_.public_key().line() + "\n";
};

TEST_F(FileSignatureTest, VerifiesAndGivesOutItsComment) {
  const auto verdict = check(line_, {sign(key_, directory_ / "s")});
  ASSERT_EQ(verdict.signers.size(), 1u);
  EXPECT_EQ(verdict.signers[0].key, key_.public_key());
  EXPECT_EQ(verdict.signers[0].trusted_comment, "a comment");
  EXPECT_THAT(verdict.faults, IsEmpty());
}

TEST_F(FileSignatureTest, FindsEveryFlippedBitOfTheFile) {
  const auto signature = sign(key_, directory_ / "s");
  const auto text = contents(file());
  for (std::size_t bit = 0; bit < 8 * text.size(); ++bit) {
    auto flipped = text;
    flipped[bit / 8] ^= static_cast<char>(1 << bit % 8);
    write_file(file(), flipped);
    EXPECT_THAT(check(line_, {signature}).signers, IsEmpty()) << bit;
  }
}

// The untrusted comment apart, whose text nothing covers.
TEST_F(FileSignatureTest, FindsEveryFlippedBitOfTheSignature) {
  const auto text = contents(sign(key_, directory_ / "s"));
  const auto prehash = prehash_of_file(file());
  std::string fault;
  for (std::size_t bit = 8 * text.find('\n'); bit < 8 * text.size(); ++bit) {
    auto flipped = text;
    flipped[bit / 8] ^= static_cast<char>(1 << bit % 8);
    const auto signature = FileSignature::parse(flipped, fault);
    EXPECT_FALSE(signature && signature->verifies(key_.public_key(), prehash))
        << "bit " << bit % 8 << " of byte " << bit / 8 << ": " << flipped;
  }
}

TEST_F(FileSignatureTest, OfAnotherKeyDoesNotCount) {
  const auto verdict = check(line_, {sign(key_of('l'), directory_ / "s")});
  EXPECT_THAT(verdict.signers, IsEmpty());
  EXPECT_THAT(verdict.faults, ElementsAre(HasSubstr("not trusted")));
}

TEST_F(FileSignatureTest, ByAnotherKeyWithTheSameIdDoesNotCount) {
  const auto other =
      SigningKey::from_seed(std::string(32, 'l'), key_.public_key().key_id());
  const auto verdict = check(line_, {sign(other, directory_ / "s")});
  EXPECT_THAT(verdict.faults, ElementsAre(HasSubstr("bad signature")));
  // Where both are trusted each is found, though they share an id.
  EXPECT_EQ(check(line_ + "bob " + other.public_key().line() + "\n",
                  {directory_ / "s", sign(key_, directory_ / "t")})
                .signers.size(),
            2u);
}

TEST_F(FileSignatureTest, OfOneKeyCountsOnce) {
  const auto verdict = check(
      line_, {sign(key_, directory_ / "s"), sign(key_, directory_ / "t")});
  EXPECT_EQ(verdict.signers.size(), 1u);
  EXPECT_THAT(verdict.faults, ElementsAre(HasSubstr("the same key again")));
}

// A second line with another key id does not make it two keys.
TEST_F(FileSignatureTest, OfOneKeyUnderTwoIdsCountsOnce) {
  const auto twin = SigningKey::from_seed(std::string(32, 'k'), "anotherI");
  const auto verdict =
      check(line_ + "bob " + twin.public_key().line() + "\n",
            {sign(key_, directory_ / "s"), sign(twin, directory_ / "t")});
  EXPECT_EQ(verdict.signers.size(), 1u);
}

TEST_F(FileSignatureTest, OfAKeyThatHasEndedDoesNotCount) {
  const auto path = sign(key_, directory_ / "s");
  const auto ended = [&](const std::string& until) {
    return "ann " + key_.public_key().line() + " until=" + until + "\n";
  };
  EXPECT_EQ(check(ended("2030-01-01T00:00:00Z"), {path}).signers.size(), 1u);
  EXPECT_THAT(check(ended("2020-01-01T00:00:00Z"), {path}).faults,
              ElementsAre(HasSubstr("has ended")));
  EXPECT_THAT(check(ended(std::string(32, 'a') + ":7"), {path}).faults,
              ElementsAre(HasSubstr("has ended")));
}

TEST_F(FileSignatureTest, ThatIsNotThereIsAFault) {
  EXPECT_THAT(check(line_, {directory_ / "s"}).faults,
              ElementsAre(HasSubstr("no such signature")));
}

// Anybody may put a file beside the others.
TEST_F(FileSignatureTest, ThatCannotBeReadIsAFaultAndHarmsNoOther) {
  const auto folder = directory_ / "folder";
  const auto fifo = directory_ / "fifo";
  const auto loop = directory_ / "loop";
  const auto large = directory_ / "large";
  ASSERT_EQ(::mkdir(folder.c_str(), 0700), 0);
  ASSERT_EQ(::mkfifo(fifo.c_str(), 0600), 0);
  ASSERT_EQ(::symlink("loop", loop.c_str()), 0);
  write_file(large, std::string(FileSignature::kMaxFileBytes + 1, 'x'));
  const auto verdict =
      check(line_, {folder, fifo, loop, large, sign(key_, directory_ / "s")});
  EXPECT_EQ(verdict.signers.size(), 1u);
  EXPECT_THAT(verdict.faults,
              ElementsAre(HasSubstr("folder"), HasSubstr("no regular file"),
                          HasSubstr("loop"), HasSubstr("large")));
  EXPECT_THROW(verify_file(file(), {folder}, SignatureFiles::named,
                           trust(line_), kRowTime),
               Error);
}

TEST_F(FileSignatureTest, ThatIsNoneIsRefused) {
  const auto good = contents(sign(key_, directory_ / "s"));
  std::string legacy = good;
  legacy.replace(legacy.find('\n') + 1, 2, to_base64("Ed").substr(0, 2));
  std::string fault;
  for (const auto& text : {std::string(), good + "x", good + good,
                           good.substr(0, good.size() - 3), "x" + good}) {
    EXPECT_FALSE(FileSignature::parse(text, fault)) << text;
  }
  EXPECT_FALSE(FileSignature::parse(legacy, fault));
  EXPECT_THAT(fault, HasSubstr("only prehashed"));
}

TEST_F(FileSignatureTest, LiesBesideItsFileUnderItsKeysId) {
  const auto path = signature_path(file(), key_.public_key());
  EXPECT_EQ(path, file() + "." + key_.public_key().printed_id() + ".minisig");
  sign(key_, path);
  sign(key_, signature_path(file()));
  write_file(directory_ / "policy.json.orig", "");
  write_file(directory_ / "other.AB.minisig", "");
  EXPECT_THAT(signatures_beside(file()), ElementsAre(path));
}

TEST(TrustedComment, IsOneLine) {
  EXPECT_TRUE(is_trusted_comment(""));
  EXPECT_TRUE(is_trusted_comment(std::string(8192, 'x')));
  EXPECT_FALSE(is_trusted_comment(std::string(8193, 'x')));
  EXPECT_FALSE(is_trusted_comment("a\nb"));
  EXPECT_FALSE(is_trusted_comment("a\r"));
}

TEST(DefaultTrustedComment, IsMinisigns) {
  EXPECT_EQ(default_trusted_comment("a/b.json", kRowTime),
            "timestamp:1795417200\tfile:b.json\thashed");
}

}  // namespace
}  // namespace flk
