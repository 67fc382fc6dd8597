// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/certs/made_key.hpp>

#include <algorithm>
#include <string_view>

#include <flock/base/encoding.hpp>
#include <flock/base/file.hpp>
#include <flock/base/regular_file.hpp>
#include <flock/base/hash.hpp>

namespace flk {
namespace {

constexpr std::string_view kMark = "flock-certs made this key, SHA-256 ";

// With the hash of the public half, so that it says nothing about a key that
// somebody has put in the place of the one that was made.
std::string mark_of(const CertificateKey& key) {
  return std::string(kMark) + to_hex(sha256(key.public_der())) + "\n";
}

bool is_made_key(const std::string& path) {
  try {
    auto text = read_regular_file(path, kMaxKeyFile);
    const bool is_made =
        text.starts_with(mark_of(CertificateKey::load_whatever_mode(path)));
    wipe(text);
    return is_made;
  } catch (const Error&) {
    return false;  // protected, or nothing that we could read
  }
}

}  // namespace

std::string made_protected_pem(const CertificateKey& key,
                               const SecretBytes& passphrase) {
  return mark_of(key) + key.protected_pem(passphrase);
}

bool is_marked_as(const std::string& path, const CertificateKey& key) {
  auto text = read_regular_file(path, kMaxKeyFile);
  const bool is_its = text.starts_with(mark_of(key));
  wipe(text);
  return is_its;
}

BioHandle made_pem(const CertificateKey& key) { return key.pem(mark_of(key)); }

bool is_brought_key(const std::string& path) {
  return file_exists(path) && !is_made_key(path);
}

void check_may_replace_key(const std::string& path, const std::string& cure) {
  if (!is_brought_key(path)) return;
  throw Error(ErrorKind::config,
              "will not replace " + quoted(path) +
                  ": flock-certs did not make that key",
              cure);
}

bool may_remove_staged_key(const std::string& path) {
  auto text = read_regular_file(path, kMaxKeyFile);
  const auto begin = std::string_view(text).substr(0, kMark.size());
  // A file whose bytes a loss of power kept from the disk is empty, or zeros.
  const bool is_ours = (kMark.starts_with(begin)) ||
                       text.find_first_not_of('\0') == std::string::npos;
  wipe(text);
  return is_ours;
}

}  // namespace flk
