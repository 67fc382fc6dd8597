// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/ledger/rotation.hpp>

#include <cerrno>
#include <cstdio>

#include <flock/base/error.hpp>
#include <flock/base/file.hpp>
#include <flock/base/json_text.hpp>
#include <flock/ledger/segments.hpp>

namespace flk {

std::string key_announcement(const std::string& user, const PublicKey& key,
                             Milliseconds now) {
  return "{\"type\":\"flock_key\",\"timestamp\":" +
         std::to_string(now.count()) +
         ",\"hostIdentifier\":" + json_string(user) +
         ",\"public_key\":" + json_string(key.line()) + "}";
}

bool announces(const Ledger& ledger, const PublicKey& key) {
  const auto line = key.line();
  RecordParser parser{kAnyLedgerLine};
  bool found = false;
  for (const auto& segment : Segments{ledger.directory()}.list()) {
    read_lines(segment.path, segment.first,
               [&](std::uint64_t, std::string_view text) {
                 // Most lines need no parsing.
                 if (text.find("flock_key") == std::string_view::npos) {
                   return true;
                 }
                 const auto record = parser.parse(text);
                 found = record && record->text("type") == "flock_key" &&
                         record->text("public_key") == line &&
                         record->flock_text("stream") == ledger.stream();
                 return !found;
               });
    if (found) break;
  }
  return found;
}

SigningKey next_key(const KeyFiles& files, Random& random,
                    const SigningKey::Encryption* encryption,
                    const PassphraseSource& passphrase) {
  const auto secret = files.next_secret();
  if (!file_exists(secret)) {
    SigningKey::generate(random).save_secret(secret, encryption);
  }
  auto key = SigningKey::load(secret, passphrase);
  // What a killed adoption left there is overwritten.
  replace_file(files.next_public(), key.public_key().file(), 0644);
  return key;
}

bool adopt_next_key(const KeyFiles& files, const Ledger& ledger) {
  if (!file_exists(files.next_secret()) || !file_exists(files.next_public())) {
    return false;
  }
  const auto key = PublicKey::load(files.next_public());
  if (!announces(ledger, key)) return false;
  replace_file(files.public_path, key.file(), 0644);
  if (std::rename(files.next_secret().c_str(), files.secret_path.c_str()) !=
          0 &&
      errno != ENOENT) {
    throw_errno(ErrorKind::try_again,
                "cannot rename " + flk::quoted(files.next_secret()));
  }
  sync_directory(directory_of(files.secret_path));
  remove_file(files.next_public());
  return true;
}

}  // namespace flk
