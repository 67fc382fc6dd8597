// SPDX-License-Identifier: GPL-3.0-or-later
// Key files are one line: what it is, and the key in base64url.

#include <flock/policy/policy_keys.hpp>

#include <flock/base/encoding.hpp>
#include <flock/base/file.hpp>
#include <flock/policy/policy.hpp>
#include <flock/policy/rule_pseudonym.hpp>

namespace flk {
namespace {

constexpr std::size_t kMaxFileBytes = 4096;
constexpr std::string_view kDeviceKey = "flock-pseudonym-device-1 ";
constexpr std::string_view kFleetKey = "flock-pseudonym-fleet-1 ";
constexpr std::string_view kSealPublic = "flock-seal-public-1 ";
constexpr std::string_view kSealSecret = "flock-seal-secret-1 ";

std::string key_line(std::string_view kind, std::string_view key) {
  std::string encoded = to_base64url(key);
  std::string line;
  // Without growing, which would leave copies of a secret behind.
  line.reserve(kind.size() + encoded.size() + 1);
  line += kind;
  line += encoded;
  line += '\n';
  wipe(encoded);
  return line;
}

// The key in a file's text; nullopt where it is no `kind` of key.
std::optional<std::string> parse_key_line(std::string_view text,
                                          std::string_view kind,
                                          std::size_t key_bytes) {
  if (!text.starts_with(kind)) return std::nullopt;
  text.remove_prefix(kind.size());
  if (text.ends_with('\n')) text.remove_suffix(1);
  auto key = from_base64url(text);
  if (!key || key->size() != key_bytes) return std::nullopt;
  return key;
}

[[noreturn]] void refuse(const std::string& path, const std::string& what) {
  throw Error(ErrorKind::config,
              "cannot use key file " + quoted(path) + ": it is no " + what);
}

void create_secret(const std::string& path, std::string_view kind,
                   std::string_view key) {
  auto line = key_line(kind, key);
  create_secret_file(path, line);
  wipe(line);
}

void load_pseudonym(PolicyKeys& keys, const std::string& path) {
  auto text = read_secret_file(path, kMaxFileBytes);
  constexpr auto size = Pseudonymizer::kKeyBytes;
  auto key = parse_key_line(text, kDeviceKey, size);
  if (!key) {
    key = parse_key_line(text, kFleetKey, size);
    keys.fleet_pseudonym = true;
  }
  wipe(text);
  if (!key) refuse(path, "pseudonym key");
  keys.pseudonym = SecretBytes::copy_of(*key);
  wipe(*key);
}

}  // namespace

PolicyKeys PolicyKeys::load(const std::string& config_dir) {
  PolicyKeys keys;
  const auto pseudonym = config_dir + "/pseudonym.key";
  if (file_exists(pseudonym)) load_pseudonym(keys, pseudonym);
  const auto seal = config_dir + "/seal.pub";
  if (const auto text = read_file_if_exists(seal, kMaxFileBytes)) {
    const auto key = parse_key_line(*text, kSealPublic, kSealKeyBytes);
    if (!key) refuse(seal, "public seal key");
    keys.seal_public = *key;
  }
  return keys;
}

PolicyKeys PolicyKeys::load_or_create(const std::string& config_dir,
                                      const Policy& policy, Random& random) {
  const auto path = config_dir + "/pseudonym.key";
  if (policy.needs_pseudonym_key() && !file_exists(path)) {
    try {
      create_pseudonym_key(path, false, random);
    } catch (const Error&) {
      // Another tool of the pipeline may have been faster.
      if (!file_exists(path)) throw;
    }
  }
  return load(config_dir);
}

SecretBytes load_pseudonym_key(const std::string& path) {
  PolicyKeys keys;
  load_pseudonym(keys, path);
  return std::move(*keys.pseudonym);
}

Error missing_seal_key() {
  return Error(ErrorKind::config,
               "the policy seals columns, and there is no seal.pub",
               "copy the fleet's seal.pub into the configuration folder");
}

void create_pseudonym_key(const std::string& path, bool for_fleet,
                          Random& random) {
  make_directories(directory_of(path), 0700);
  auto key = random.bytes(Pseudonymizer::kKeyBytes);
  create_secret(path, for_fleet ? kFleetKey : kDeviceKey, key);
  wipe(key);
}

void create_seal_keys(const std::string& secret_path,
                      const std::string& public_path) {
  make_directories(directory_of(secret_path), 0700);
  make_directories(directory_of(public_path), 0700);
  // Written before the secret half is made: what fails leaves no key behind.
  const auto pair = SealKeyPair::generate();
  AtomicFile file{public_path, 0644};
  file.write(key_line(kSealPublic, pair.public_key));
  file.sync();
  if (file_exists(public_path)) {
    throw Error(ErrorKind::config,
                "cannot create " + quoted(public_path) + ": File exists");
  }
  create_secret(secret_path, kSealSecret, pair.secret_key.view());
  file.commit_new();
}

SealKeyPair load_seal_key(const std::string& path) {
  auto text = read_secret_file(path, kMaxFileBytes);
  auto key = parse_key_line(text, kSealSecret, kSealKeyBytes);
  wipe(text);
  if (!key) refuse(path, "secret seal key");
  auto pair = SealKeyPair::of(SecretBytes::copy_of(*key));
  wipe(*key);
  return pair;
}

}  // namespace flk
