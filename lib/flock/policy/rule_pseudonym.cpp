// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/policy/rule_pseudonym.hpp>

#include <sodium.h>

#include <flock/base/encoding.hpp>
#include <flock/base/error.hpp>
#include <flock/base/json_text.hpp>

namespace flk {
namespace {

constexpr std::size_t kTokenBytes = 16;
constexpr std::size_t kKeyIdBytes = 6;

// BLAKE2b-128 of `message` under `key`.
std::string keyed_hash(const SecretBytes& key, std::string_view message) {
  std::string hash(kTokenBytes, '\0');
  crypto_generichash(reinterpret_cast<unsigned char*>(hash.data()), hash.size(),
                     reinterpret_cast<const unsigned char*>(message.data()),
                     message.size(), key.data(), key.size());
  return hash;
}

}  // namespace

Pseudonymizer::Pseudonymizer(const SecretBytes& key) : key_(key) {
  if (key.size() != kKeyBytes) {
    throw Error(ErrorKind::config,
                "a pseudonym key has " + std::to_string(kKeyBytes) + " bytes");
  }
  // No list of three, so no token of any value.
  key_id_ =
      to_base64url(keyed_hash(key, R"(["key id"])").substr(0, kKeyIdBytes));
}

void Pseudonymizer::append_token(std::string& out, std::string_view domain,
                                 std::string_view period,
                                 std::string_view value) const {
  std::string message = "[";
  append_json_string(message, domain);
  message += ',';
  append_json_string(message, period);
  message += ',';
  append_json_string(message, value);
  message += ']';
  out += "p1.";
  out += key_id_;
  out += '.';
  out += to_base64url(keyed_hash(key_, message));
}

}  // namespace flk
