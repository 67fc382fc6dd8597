// SPDX-License-Identifier: GPL-3.0-or-later
// The files of key.hpp.

#include <sodium.h>

#include <cstring>
#include <filesystem>

#include <flock/base/encoding.hpp>
#include <flock/base/error.hpp>
#include <flock/base/file.hpp>
#include <flock/base/take_line.hpp>
#include <flock/signature/key.hpp>
#include <flock/signature/key_encryption.hpp>

namespace flk {
namespace {

constexpr std::string_view kAlgorithm = "Ed";
constexpr std::string_view kNoDerivation{"\0\0", 2};
constexpr std::string_view kScrypt = "Sc";
constexpr std::string_view kChecksumAlgorithm = "B2";
constexpr std::size_t kDerivationBytes = kScryptSaltBytes + 8 + 8;
constexpr std::size_t kSecretBytes = crypto_sign_SECRETKEYBYTES;
constexpr std::size_t kChecksumBytes = 32;
constexpr std::string_view kComment = "untrusted comment: ";
constexpr std::size_t kMaxFileBytes = 4096;

const unsigned char* unsigned_data(std::string_view bytes) {
  return reinterpret_cast<const unsigned char*>(bytes.data());
}

// Takes `size` bytes off the front of `bytes`; fewer where there are fewer.
std::string_view take(std::string_view& bytes, std::size_t size) {
  const auto front = bytes.substr(0, size);
  bytes.remove_prefix(front.size());
  return front;
}

// The line behind the comment of a key file; empty where the file is not such
// a pair of lines.
std::string_view key_line(std::string_view text) {
  if (!take_line(text).starts_with(kComment)) return {};
  const auto line = take_line(text);
  return text.empty() ? line : std::string_view();
}

std::string key_file(std::string_view comment, std::string_view line) {
  std::string file;
  // Without growing, which would leave copies of a secret behind.
  file.reserve(kComment.size() + comment.size() + line.size() + 2);
  file += kComment;
  file += comment;
  file += '\n';
  file += line;
  file += '\n';
  return file;
}

// The parts of a secret key file's line; `text` must outlive it.
struct SecretParts {
  static constexpr std::size_t kBytes = 6 + kDerivationBytes +
                                        PublicKey::kIdBytes + kSecretBytes +
                                        kChecksumBytes;

  explicit SecretParts(std::string_view text)
      : algorithm(take(text, 2)),
        derivation(take(text, 2)),
        checksum_algorithm(take(text, 2)),
        salt_and_limits(take(text, kDerivationBytes)),
        key_id(take(text, PublicKey::kIdBytes)),
        secret(take(text, kSecretBytes)),
        checksum(take(text, kChecksumBytes)) {}

  bool is_encrypted() const { return derivation == kScrypt; }
  std::string_view salt() const {
    return salt_and_limits.substr(0, kScryptSaltBytes);
  }
  ScryptLimits limits() const {
    return ScryptLimits::parse(salt_and_limits.substr(kScryptSaltBytes));
  }

  std::string sum() const {
    std::string sum(kChecksumBytes, '\0');
    auto* bytes = reinterpret_cast<unsigned char*>(sum.data());
    crypto_generichash_state state;
    crypto_generichash_init(&state, nullptr, 0, sum.size());
    for (const auto part : {algorithm, key_id, secret}) {
      crypto_generichash_update(&state, unsigned_data(part), part.size());
    }
    crypto_generichash_final(&state, bytes, sum.size());
    return sum;
  }

  // minisign writes zeros where the file is not encrypted, but leaves the
  // checksum when a passphrase is taken off.
  bool intact() const {
    const bool is_zero =
        sodium_is_zero(unsigned_data(checksum), checksum.size()) == 1;
    return (is_zero && !is_encrypted()) ||
           equal_in_constant_time(sum(), checksum);
  }

  // Where the encrypted part begins: key id, secret and checksum.
  static constexpr std::size_t kEncryptedAt = 6 + kDerivationBytes;

  std::string_view algorithm, derivation, checksum_algorithm, salt_and_limits;
  std::string_view key_id, secret, checksum;
};

[[noreturn]] void refuse_key_file(const std::string& path,
                                  const std::string& reason,
                                  std::string hint = {}) {
  throw Error(ErrorKind::config,
              "cannot use key file " + flk::quoted(path) + ": " + reason,
              std::move(hint));
}

void check_secret_file(const SecretParts& parts, const std::string& path) {
  if (parts.algorithm != kAlgorithm ||
      parts.checksum_algorithm != kChecksumAlgorithm) {
    refuse_key_file(path, "it is no secret key of minisign's");
  }
  if (parts.derivation != kNoDerivation && !parts.is_encrypted()) {
    refuse_key_file(path, "it is encrypted in a way that is not known");
  }
  if (parts.is_encrypted() && !parts.limits().are_bearable()) {
    refuse_key_file(path, "its passphrase takes more work than minisign's do");
  }
}

// Decrypts in place; `line` is what `parts` looks at.
void decrypt(SecretBytes& line, const SecretParts& parts,
             const PassphraseSource& passphrase, const std::string& path) {
  if (!parts.is_encrypted()) return;
  if (!passphrase) {
    refuse_key_file(path, "it is encrypted, and nobody can be asked here",
                    "minisign -C -W -s " + path + " takes the passphrase off");
  }
  apply_scrypt(line.data() + SecretParts::kEncryptedAt,
               line.size() - SecretParts::kEncryptedAt, passphrase().view(),
               parts.salt(), parts.limits());
}

// Equal for two spellings of one place.
std::filesystem::path place_of(const std::string& path) {
  std::error_code error;
  const auto absolute = std::filesystem::absolute(path, error);
  const auto place = std::filesystem::weakly_canonical(absolute, error);
  return error ? absolute : place;
}

SecretBytes read_secret_line(const std::string& path) {
  if (!file_exists(path)) {
    throw Error(ErrorKind::config,
                "cannot open key file " + flk::quoted(path) + ": no such file",
                "create one with flock-sign keygen");
  }
  std::string text = read_secret_file(path, kMaxFileBytes);
  auto bytes = from_base64(key_line(text));
  wipe(text);
  if (!bytes || bytes->size() != SecretParts::kBytes) {
    refuse_key_file(path, "it is no secret key of minisign's");
  }
  auto secret = SecretBytes::copy_of(*bytes);
  wipe(*bytes);
  return secret;
}

}  // namespace

PublicKey PublicKey::load(const std::string& path) {
  const auto text = read_file(path, kMaxFileBytes);
  const auto key = parse(key_line(text));
  if (!key) refuse_key_file(path, "it is no public key of minisign's");
  return *key;
}

SigningKey SigningKey::load(const std::string& path,
                            const PassphraseSource& passphrase) {
  auto bytes = read_secret_line(path);
  const SecretParts parts{bytes.view()};
  check_secret_file(parts, path);
  decrypt(bytes, parts, passphrase, path);
  if (!parts.intact()) {
    refuse_key_file(path, parts.is_encrypted()
                              ? "the passphrase is wrong, or it is damaged"
                              : "it is damaged, its checksum does not match");
  }
  auto key =
      from_seed(parts.secret.substr(0, crypto_sign_SEEDBYTES), parts.key_id);
  // Signing with a public key that is not the seed's would give the seed away.
  if (!equal_in_constant_time(key.secret_.view(), parts.secret)) {
    refuse_key_file(path, "it is damaged, its two halves do not match");
  }
  return key;
}

std::string SigningKey::secret_line(const Encryption* encryption) const {
  SecretBytes line{SecretParts::kBytes};
  std::string head{kAlgorithm};
  head += encryption != nullptr ? kScrypt : kNoDerivation;
  head += kChecksumAlgorithm;
  head += encryption != nullptr ? encryption->salt + encryption->limits.bytes()
                                : std::string(kDerivationBytes, '\0');
  head += public_key_.key_id_;
  std::memcpy(line.data(), head.data(), head.size());
  std::memcpy(line.data() + head.size(), secret_.data(), secret_.size());
  if (encryption != nullptr) {
    const auto sum = SecretParts{line.view()}.sum();
    std::memcpy(line.data() + line.size() - sum.size(), sum.data(), sum.size());
    apply_scrypt(line.data() + SecretParts::kEncryptedAt,
                 line.size() - SecretParts::kEncryptedAt,
                 encryption->passphrase, encryption->salt, encryption->limits);
  }
  return to_base64(line.view());
}

void SigningKey::save(const std::string& secret_path,
                      const std::string& public_path,
                      const Encryption* encryption) const {
  if (place_of(secret_path) == place_of(public_path)) {
    throw Error(ErrorKind::config,
                "the secret and the public key cannot both be " +
                    flk::quoted(secret_path),
                "name two files");
  }
  for (const auto& path : {secret_path, public_path}) {
    if (file_exists(path)) {
      throw Error(ErrorKind::config,
                  "will not overwrite key file " + flk::quoted(path));
    }
  }
  // Before the other is there: where this one cannot be, there is none.
  AtomicFile public_file{public_path, 0644};
  public_file.write(public_key_.file());
  save_secret(secret_path, encryption);
  public_file.commit_new();
}

void SigningKey::save_secret(const std::string& path,
                             const Encryption* encryption) const {
  std::string line = secret_line(encryption);
  std::string file = key_file("minisign encrypted secret key", line);
  create_secret_file(path, file);
  wipe(line);
  wipe(file);
}

std::string PublicKey::file() const {
  return key_file("minisign public key " + printed_id(), line());
}

}  // namespace flk
