// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/signature/key.hpp>

#include <sodium.h>

#include <algorithm>

#include <flock/base/encoding.hpp>
#include <flock/base/error.hpp>
#include <flock/base/hash.hpp>

namespace flk {
namespace {

constexpr std::string_view kAlgorithm = "Ed";

const unsigned char* unsigned_data(std::string_view bytes) {
  return reinterpret_cast<const unsigned char*>(bytes.data());
}

}  // namespace

std::optional<PublicKey> PublicKey::parse(std::string_view line) {
  const auto bytes = from_base64(line);
  if (!bytes || bytes->size() != kAlgorithm.size() + kIdBytes + kBytes ||
      !bytes->starts_with(kAlgorithm)) {
    return std::nullopt;
  }
  PublicKey key;
  key.key_id_ = bytes->substr(kAlgorithm.size(), kIdBytes);
  key.bytes_ = bytes->substr(kAlgorithm.size() + kIdBytes);
  return key;
}

std::string PublicKey::line() const {
  return to_base64(std::string(kAlgorithm) + key_id_ + bytes_);
}

std::string PublicKey::printed_id() const {
  std::string hex = to_hex(std::string(key_id_.rbegin(), key_id_.rend()));
  for (char& c : hex) {
    if (c >= 'a') c = static_cast<char>(c - 'a' + 'A');
  }
  hex.erase(0, std::min(hex.find_first_not_of('0'), hex.size() - 1));
  return hex;
}

std::string PublicKey::kid() const {
  return sha256_base64url(R"({"crv":"Ed25519","kty":"OKP","x":")" +
                          to_base64url(bytes_) + "\"}");
}

SigningKey SigningKey::generate(Random& random) {
  std::string seed = random.bytes(crypto_sign_SEEDBYTES);
  auto key = from_seed(seed, random.bytes(PublicKey::kIdBytes));
  wipe(seed);
  return key;
}

SigningKey SigningKey::from_seed(std::string_view seed,
                                 std::string_view key_id) {
  if (seed.size() != crypto_sign_SEEDBYTES ||
      key_id.size() != PublicKey::kIdBytes) {
    throw Error(ErrorKind::defect, "a seed is 32 bytes, a key id 8");
  }
  SigningKey key;
  key.secret_ = SecretBytes{crypto_sign_SECRETKEYBYTES};
  key.public_key_.key_id_ = key_id;
  key.public_key_.bytes_.resize(PublicKey::kBytes);
  crypto_sign_seed_keypair(
      reinterpret_cast<unsigned char*>(key.public_key_.bytes_.data()),
      key.secret_.data(), unsigned_data(seed));
  return key;
}

std::string SigningKey::sign(std::string_view message) const {
  std::string signature(crypto_sign_BYTES, '\0');
  crypto_sign_detached(reinterpret_cast<unsigned char*>(signature.data()),
                       nullptr, unsigned_data(message), message.size(),
                       secret_.data());
  return signature;
}

bool verify_signature(const PublicKey& key, std::string_view message,
                      std::string_view signature) {
  return signature.size() == crypto_sign_BYTES &&
         crypto_sign_verify_detached(unsigned_data(signature),
                                     unsigned_data(message), message.size(),
                                     unsigned_data(key.bytes())) == 0;
}

}  // namespace flk
