// SPDX-License-Identifier: GPL-3.0-or-later
// Signatures of whole files, as minisign(1) 0.11 makes and checks them:
// prehashed ones only, so that a file of any length takes constant memory.
//
// Four lines: an untrusted comment; base64 of "ED", key id (8 bytes) and the
// signature (64) of the file's BLAKE2b-512; "trusted comment: " and its text;
// base64 of the signature over the first signature and that text.

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <flock/base/clock.hpp>
#include <flock/signature/key.hpp>
#include <flock/signature/trusted.hpp>

namespace flk {

// BLAKE2b-512 of a file, 64 bytes; constant memory. Throws Error (config)
// where it cannot be opened, (try_again) where it cannot be read.
std::string prehash_of_file(const std::string& path);

class FileSignature {
 public:
  static constexpr std::size_t kMaxFileBytes = 16 << 10;

  // `trusted_comment` is one line, which the signature covers.
  static FileSignature make(const SigningKey& key, std::string_view prehash,
                            std::string trusted_comment);
  // nullopt, with `fault`, where `text` is not such a file.
  static std::optional<FileSignature> parse(std::string_view text,
                                            std::string& fault);

  std::string text() const;
  const std::string& key_id() const { return key_id_; }  // 8 bytes
  // Only to be believed where verifies() is true.
  const std::string& trusted_comment() const { return trusted_comment_; }

  // Whether `key` signed both the file and the trusted comment.
  bool verifies(const PublicKey& key, std::string_view prehash) const;

 private:
  std::string key_id_;
  std::string signature_;
  std::string trusted_comment_;
  std::string global_signature_;
};

// One line of at most 8192 bytes. Inline for options, which link no library.
inline bool is_trusted_comment(std::string_view text) {
  return text.size() <= 8192 &&
         text.find_first_of("\r\n") == std::string_view::npos;
}

// What minisign writes as trusted comment of `path`, without its folder.
std::string default_trusted_comment(const std::string& path, Milliseconds now);

// PATH.minisig, and PATH.KEYID.minisig, which a quorum is counted over.
std::string signature_path(const std::string& path);
std::string signature_path(const std::string& path, const PublicKey& key);

struct FileVerdict {
  struct Signer {
    std::string path;  // of the signature
    PublicKey key;
    std::string trusted_comment;
  };

  std::vector<Signer> signers;      // by distinct public keys
  std::vector<std::string> faults;  // of signatures that do not count
};

enum class SignatureFiles {
  named,  // by the user, so it may be a pipe; what cannot be read throws
  found,  // anybody may have put them there: what cannot be read is a fault
};

// Which keys of `trusted` signed the file at `path`. `signatures` are the
// files to look at; a key that is listed with an end counts until then, and
// one that ends at a record does not count: who stole it may date back.
FileVerdict verify_file(const std::string& path,
                        const std::vector<std::string>& signatures,
                        SignatureFiles kind, const TrustedKeys& trusted,
                        Milliseconds now);

// The signatures beside `path`: PATH.*.minisig, in the order of their names.
std::vector<std::string> signatures_beside(const std::string& path);

}  // namespace flk
