// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/signature/file_signature.hpp>

#include <sodium.h>

#include <algorithm>
#include <filesystem>

#include <flock/base/encoding.hpp>
#include <flock/base/error.hpp>
#include <flock/base/fd.hpp>
#include <flock/base/file.hpp>
#include <flock/base/regular_file.hpp>
#include <flock/base/take_line.hpp>

namespace flk {
namespace {

constexpr std::string_view kPrehashed = "ED";
constexpr std::string_view kPure = "Ed";  // minisign's legacy form
constexpr std::string_view kComment = "untrusted comment: ";
constexpr std::string_view kTrustedComment = "trusted comment: ";
constexpr std::string_view kSuffix = ".minisig";
constexpr std::size_t kPrehashBytes = 64;
constexpr std::size_t kBlock = 64 << 10;

std::string name_of(const std::string& path) {
  return path.substr(path.rfind('/') + 1);
}

// The key counts for files now.
bool counts(const TrustedKeys::Key& key, Milliseconds now) {
  return std::any_of(key.grants.begin(), key.grants.end(),
                     [&](const Grant& grant) {
                       return !grant.until_record &&
                              (!grant.until_time || now <= *grant.until_time);
                     });
}

bool is_counted(const std::vector<FileVerdict::Signer>& signers,
                const PublicKey& key) {
  return std::any_of(signers.begin(), signers.end(), [&](const auto& signer) {
    return signer.key.bytes() == key.bytes();
  });
}

std::optional<std::string> read_signature(const std::string& file,
                                          SignatureFiles kind) {
  return kind == SignatureFiles::named
             ? read_file_if_exists(file, FileSignature::kMaxFileBytes)
             : read_regular_file_if_exists(file, FileSignature::kMaxFileBytes);
}

// Who made the signature `text` of `file`; nullopt, with `fault`, where nobody
// who counts did.
std::optional<FileVerdict::Signer> signer_of(
    const std::string& file, const std::optional<std::string>& text,
    std::string_view prehash, const TrustedKeys& trusted, Milliseconds now,
    std::string& fault) {
  if (!text) fault = "there is no such signature";
  const auto signature =
      text ? FileSignature::parse(*text, fault) : std::nullopt;
  if (!signature) return std::nullopt;
  const auto keys = trusted.with_id(signature->key_id());
  if (keys.empty()) fault = "signed by a key that is not trusted";
  const auto key = std::find_if(keys.begin(), keys.end(), [&](auto* each) {
    return signature->verifies(each->key, prehash);
  });
  if (key == keys.end()) {
    if (fault.empty()) fault = "bad signature";
    return std::nullopt;
  }
  if (!counts(**key, now)) {
    fault = "signed by a key that has ended";
    return std::nullopt;
  }
  return FileVerdict::Signer{file, (*key)->key, signature->trusted_comment()};
}

}  // namespace

std::string prehash_of_file(const std::string& path) {
  const Fd fd = open_for_reading(path);
  crypto_generichash_state state;
  crypto_generichash_init(&state, nullptr, 0, kPrehashBytes);
  std::string block(kBlock, '\0');
  while (const auto size = read_some(fd.get(), block.data(), kBlock, path)) {
    crypto_generichash_update(
        &state, reinterpret_cast<const unsigned char*>(block.data()), size);
  }
  std::string hash(kPrehashBytes, '\0');
  crypto_generichash_final(
      &state, reinterpret_cast<unsigned char*>(hash.data()), hash.size());
  return hash;
}

FileSignature FileSignature::make(const SigningKey& key,
                                  std::string_view prehash,
                                  std::string trusted_comment) {
  FileSignature signature;
  signature.key_id_ = key.public_key().key_id();
  signature.signature_ = key.sign(prehash);
  signature.trusted_comment_ = std::move(trusted_comment);
  signature.global_signature_ =
      key.sign(signature.signature_ + signature.trusted_comment_);
  return signature;
}

std::optional<FileSignature> FileSignature::parse(std::string_view text,
                                                  std::string& fault) {
  const bool has_comment = take_line(text).starts_with(kComment);
  const auto bytes = from_base64(take_line(text));
  auto comment = take_line(text);
  auto global = from_base64(take_line(text));
  const auto head = kPrehashed.size() + PublicKey::kIdBytes;
  if (!has_comment || !bytes || bytes->size() != head + crypto_sign_BYTES ||
      !comment.starts_with(kTrustedComment) || !global ||
      global->size() != crypto_sign_BYTES || !text.empty()) {
    fault = "it is no signature of minisign's";
    return std::nullopt;
  }
  if (!bytes->starts_with(kPrehashed)) {
    fault = bytes->starts_with(kPure)
                ? "it is not prehashed, and only prehashed ones are taken"
                : "it is no signature of minisign's";
    return std::nullopt;
  }
  comment.remove_prefix(kTrustedComment.size());
  FileSignature signature;
  signature.key_id_ = bytes->substr(kPrehashed.size(), PublicKey::kIdBytes);
  signature.signature_ = bytes->substr(head);
  signature.trusted_comment_ = comment;
  signature.global_signature_ = std::move(*global);
  return signature;
}

std::string FileSignature::text() const {
  std::string out{kComment};
  out += "signature from minisign secret key\n";
  out += to_base64(std::string(kPrehashed) + key_id_ + signature_);
  out += '\n';
  out += kTrustedComment;
  out += trusted_comment_;
  out += '\n';
  out += to_base64(global_signature_);
  out += '\n';
  return out;
}

bool FileSignature::verifies(const PublicKey& key,
                             std::string_view prehash) const {
  return key.key_id() == key_id_ &&
         verify_signature(key, prehash, signature_) &&
         verify_signature(key, signature_ + trusted_comment_,
                          global_signature_);
}

std::string default_trusted_comment(const std::string& path, Milliseconds now) {
  return "timestamp:" + std::to_string(now.count() / 1000) +
         "\tfile:" + name_of(path) + "\thashed";
}

std::string signature_path(const std::string& path) {
  return path + std::string(kSuffix);
}

std::string signature_path(const std::string& path, const PublicKey& key) {
  return signature_path(path + "." + key.printed_id());
}

std::vector<std::string> signatures_beside(const std::string& path) {
  const auto begin = name_of(path) + ".";
  const auto folder = path.substr(0, path.size() - name_of(path).size());
  std::vector<std::string> found;
  std::error_code error;
  for (const auto& entry :
       std::filesystem::directory_iterator{directory_of(path), error}) {
    const auto name = entry.path().filename().string();
    // FILE.minisig is one signature alone, not one of many.
    if (name.starts_with(begin) && name.ends_with(kSuffix) &&
        name.size() > begin.size() + kSuffix.size()) {
      found.push_back(folder + name);
    }
  }
  if (error) {
    throw Error(ErrorKind::config, "cannot look for signatures of " +
                                       flk::quoted(path) + ": " +
                                       error.message());
  }
  std::sort(found.begin(), found.end());
  return found;
}

FileVerdict verify_file(const std::string& path,
                        const std::vector<std::string>& signatures,
                        SignatureFiles kind, const TrustedKeys& trusted,
                        Milliseconds now) {
  FileVerdict verdict;
  const auto prehash = prehash_of_file(path);
  for (const auto& file : signatures) {
    std::optional<std::string> text;
    try {
      text = read_signature(file, kind);
    } catch (const Error& error) {
      if (kind == SignatureFiles::named) throw;
      verdict.faults.emplace_back(error.what());
      continue;
    }
    std::string fault;
    auto signer = signer_of(file, text, prehash, trusted, now, fault);
    if (signer && is_counted(verdict.signers, signer->key)) {
      fault = "the same key again";
    } else if (signer) {
      verdict.signers.push_back(std::move(*signer));
    }
    if (!fault.empty())
      verdict.faults.push_back(flk::quoted(file) + ": " + fault);
  }
  return verdict;
}

}  // namespace flk
