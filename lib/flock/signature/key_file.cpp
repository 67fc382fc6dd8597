// SPDX-License-Identifier: GPL-3.0-or-later
// The files of key.hpp.

#include <sodium.h>

#include <algorithm>

#include <flock/base/encoding.hpp>
#include <flock/base/error.hpp>
#include <flock/base/file.hpp>
#include <flock/signature/key.hpp>

namespace flk {
namespace {

constexpr std::string_view kAlgorithm = "Ed";
constexpr std::string_view kNoDerivation{"\0\0", 2};
constexpr std::string_view kScrypt = "Sc";
constexpr std::string_view kChecksumAlgorithm = "B2";
constexpr std::size_t kDerivationBytes = 32 + 8 + 8;  // salt, two limits
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

std::string_view take_line(std::string_view& text) {
  auto line = take(text, text.find('\n'));
  take(text, 1);
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
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

// The key id as minisign prints it: a little-endian number, without leading
// zeros.
std::string printed_id(std::string id) {
  std::reverse(id.begin(), id.end());
  std::string hex = to_hex(id);
  for (char& c : hex) {
    if (c >= 'a') c = static_cast<char>(c - 'a' + 'A');
  }
  hex.erase(0, std::min(hex.find_first_not_of('0'), hex.size() - 1));
  return hex;
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

  // minisign writes zeros where the file is not encrypted, but leaves the
  // checksum when a passphrase is taken off.
  bool intact() const {
    if (sodium_is_zero(unsigned_data(checksum), checksum.size()) == 1) {
      return true;
    }
    unsigned char sum[kChecksumBytes];
    crypto_generichash_state state;
    crypto_generichash_init(&state, nullptr, 0, sizeof sum);
    for (const auto part : {algorithm, key_id, secret}) {
      crypto_generichash_update(&state, unsigned_data(part), part.size());
    }
    crypto_generichash_final(&state, sum, sizeof sum);
    return sodium_memcmp(sum, checksum.data(), sizeof sum) == 0;
  }

  std::string_view algorithm, derivation, checksum_algorithm, salt_and_limits;
  std::string_view key_id, secret, checksum;
};

[[noreturn]] void refuse_key_file(const std::string& path,
                                  const std::string& reason,
                                  std::string hint = {}) {
  throw Error(ErrorKind::config,
              "cannot use key file " + quoted(path) + ": " + reason,
              std::move(hint));
}

void check_secret_file(const SecretParts& parts, const std::string& path) {
  if (parts.algorithm != kAlgorithm ||
      parts.checksum_algorithm != kChecksumAlgorithm) {
    refuse_key_file(path, "it is no secret key of minisign's");
  }
  if (parts.derivation == kScrypt) {
    refuse_key_file(path, "it is encrypted, and only unencrypted ones are read",
                    "minisign -C -W -s " + path + " takes the passphrase off");
  }
  if (parts.derivation != kNoDerivation) {
    refuse_key_file(path, "it is encrypted in a way that is not known");
  }
  if (!parts.intact()) {
    refuse_key_file(path, "it is damaged, its checksum does not match");
  }
}

SecretBytes read_secret_line(const std::string& path) {
  if (!file_exists(path)) {
    throw Error(ErrorKind::config,
                "cannot open key file " + quoted(path) + ": no such file",
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

SigningKey SigningKey::load(const std::string& path) {
  const auto bytes = read_secret_line(path);
  const SecretParts parts{bytes.view()};
  check_secret_file(parts, path);
  auto key =
      from_seed(parts.secret.substr(0, crypto_sign_SEEDBYTES), parts.key_id);
  // Signing with a public key that is not the seed's would give the seed away.
  if (!equal_in_constant_time(key.secret_.view(), parts.secret)) {
    refuse_key_file(path, "it is damaged, its two halves do not match");
  }
  return key;
}

std::string SigningKey::secret_line() const {
  std::string raw;
  raw.reserve(SecretParts::kBytes);
  raw += kAlgorithm;
  raw += kNoDerivation;
  raw += kChecksumAlgorithm;
  raw.append(kDerivationBytes, '\0');
  raw += public_key_.key_id_;
  raw += secret_.view();
  raw.append(kChecksumBytes, '\0');
  auto line = to_base64(raw);
  wipe(raw);
  return line;
}

void SigningKey::save(const std::string& secret_path,
                      const std::string& public_path) const {
  for (const auto& path : {secret_path, public_path}) {
    if (file_exists(path)) {
      throw Error(ErrorKind::config,
                  "will not overwrite key file " + quoted(path));
    }
  }
  std::string line = secret_line();
  std::string file = key_file("minisign encrypted secret key", line);
  create_secret_file(secret_path, file);
  wipe(line);
  wipe(file);

  AtomicFile public_file{public_path, 0644};
  public_file.write(
      key_file("minisign public key " + printed_id(public_key_.key_id_),
               public_key_.line()));
  public_file.commit_new();
}

}  // namespace flk
