// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/policy/rule_seal.hpp>

#include <sodium.h>

#include <vector>

#include <flock/base/encoding.hpp>
#include <flock/base/error.hpp>
#include <flock/base/hash.hpp>
#include <flock/base/json_text.hpp>
#include <flock/record/canonical.hpp>

namespace flk {
namespace {

static_assert(kSealKeyBytes == crypto_box_PUBLICKEYBYTES);
static_assert(kSealKeyBytes == crypto_box_SECRETKEYBYTES);

constexpr std::size_t kKeyIdBytes = 16;
// Most texts are shorter, so most lengths are the same.
constexpr std::size_t kPadding = 256;

unsigned char* bytes_of(std::string& text) {
  return reinterpret_cast<unsigned char*>(text.data());
}

const unsigned char* bytes_of(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

std::string prefix_of(std::string_view public_key) {
  return std::string(kSealedPrefix) + seal_key_id(public_key) + ".";
}

void pad(std::string& text) {
  const auto size = text.size();
  text.resize(size + kPadding);
  std::size_t padded = 0;
  sodium_pad(&padded, bytes_of(text), size, kPadding, text.size());
  text.resize(padded);
}

}  // namespace

std::string seal_key_id(std::string_view public_key) {
  return to_base64url(sha256(public_key).substr(0, kKeyIdBytes));
}

Sealer::Sealer(std::string public_key)
    : public_key_(std::move(public_key)), prefix_(prefix_of(public_key_)) {
  init_sodium();
}

void Sealer::append_sealed(std::string& out, const ValuePlace& place,
                           std::string_view value) const {
  std::string message = "[";
  for (const auto part : {place.host, place.twig, place.column}) {
    append_json_string(message, part);
    message += ',';
  }
  message += value;
  message += ']';
  pad(message);
  std::string box(message.size() + crypto_box_SEALBYTES, '\0');
  if (crypto_box_seal(bytes_of(box), bytes_of(message), message.size(),
                      bytes_of(public_key_)) != 0) {
    throw Error(ErrorKind::config, "the seal key is no key to encrypt to");
  }
  out += prefix_;
  out += to_base64url(box);
}

SealKeyPair SealKeyPair::generate() {
  SecretBytes secret{kSealKeyBytes};
  randombytes_buf(secret.data(), secret.size());
  return of(std::move(secret));
}

SealKeyPair SealKeyPair::of(SecretBytes secret_key) {
  SealKeyPair pair;
  pair.public_key.resize(kSealKeyBytes);
  crypto_scalarmult_base(bytes_of(pair.public_key), secret_key.data());
  pair.secret_key = std::move(secret_key);
  return pair;
}

SealOpener::SealOpener(SealKeyPair keys)
    : keys_(std::move(keys)), prefix_(prefix_of(keys_.public_key)) {}

std::optional<std::string> SealOpener::decrypted(std::string_view box) const {
  const auto bytes = from_base64url(box);
  if (!bytes || bytes->size() < crypto_box_SEALBYTES) return std::nullopt;
  std::string message(bytes->size() - crypto_box_SEALBYTES, '\0');
  std::size_t size = 0;
  if (crypto_box_seal_open(bytes_of(message), bytes_of(*bytes), bytes->size(),
                           bytes_of(keys_.public_key),
                           keys_.secret_key.data()) != 0 ||
      sodium_unpad(&size, bytes_of(message), message.size(), kPadding) != 0) {
    return std::nullopt;
  }
  message.resize(size);
  return message;
}

OpenOutcome SealOpener::open(std::string_view text, const ValuePlace& place,
                             std::string& value) const {
  if (!text.starts_with(prefix_)) return OpenOutcome::not_ours;
  const auto message = decrypted(text.substr(prefix_.size()));
  if (!message) return OpenOutcome::damaged;
  JsonParser parser;
  const auto list = parser.parse(*message);
  if (!list) return OpenOutcome::damaged;
  std::vector<JsonValue> parts;
  for (const auto element : list->elements()) parts.push_back(element);
  if (parts.size() != 4) return OpenOutcome::damaged;
  if (!parts[0].equals(place.host) || !parts[1].equals(place.twig) ||
      !parts[2].equals(place.column)) {
    return OpenOutcome::elsewhere;
  }
  // Anybody can seal, so the spelling is not to be relied on.
  value = canonical(parts[3]);
  return OpenOutcome::opened;
}

}  // namespace flk
