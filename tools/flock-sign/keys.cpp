// SPDX-License-Identifier: GPL-3.0-or-later
// flock-sign keygen, pubkey, rotate.

#include <flock/auth/registration.hpp>
#include <flock/base/error.hpp>
#include <flock/base/file.hpp>
#include <flock/base/random.hpp>
#include <flock/base/passphrase.hpp>
#include <flock/cli/paths.hpp>
#include <flock/cli/plural.hpp>
#include <flock/record/writer.hpp>
#include <flock/signature/key.hpp>
#include <flock/signature/signer.hpp>

#include "flock-sign/verbs.hpp"

namespace flk {
namespace {

// The user whom the gateway knows this laptop as.
std::string user_of_laptop() { return require_registration(config_dir()).user; }

void require_empty_outbox(const LedgerState& state) {
  const auto waiting = state.records - state.acknowledged;
  if (waiting == 0) return;
  throw Error(ErrorKind::try_again,
              "the outbox is not empty: what waits, " +
                  plural(waiting, "record") +
                  ", could not be withdrawn by the new key",
              "flock-send deliver empties it");
}

// Made where the installed key is encrypted: the new one is as well.
std::optional<SigningKey::Encryption> encryption_by(
    const std::optional<SecretBytes>& passphrase) {
  if (!passphrase) return std::nullopt;
  return SigningKey::Encryption{passphrase->view(),
                                system_random().bytes(kScryptSaltBytes)};
}

}  // namespace

std::string key_path(const SignOptions& options) {
  return options.key.empty() ? config_dir() + "/sign.key" : options.key;
}

KeyFiles installed_key_files() {
  return {config_dir() + "/sign.key", config_dir() + "/sign.pub"};
}

SigningKey load_key(const SignOptions& options) {
  const auto path = key_path(options);
  return SigningKey::load(path, [&] {
    return read_passphrase(options.passphrase_file, "passphrase of " + path);
  });
}

ExitStatus keygen_verb(const SignOptions& options, Log& log) {
  const auto secret_path = key_path(options);
  const auto public_path = options.public_key.empty()
                               ? installed_key_files().public_path
                               : options.public_key;
  if (options.key.empty() || options.public_key.empty()) {
    make_directories(config_dir(), 0700);
  }
  std::optional<SecretBytes> passphrase;
  if (options.passphrase || !options.passphrase_file.empty()) {
    passphrase =
        choose_passphrase(options.passphrase_file, "passphrase of the new key");
  }
  const auto encryption = encryption_by(passphrase);
  SigningKey::generate(system_random())
      .save(secret_path, public_path, encryption ? &*encryption : nullptr);
  log.info("made " + secret_path + " and " + public_path);
  return ExitStatus::success;
}

ExitStatus pubkey_verb(const SignOptions& options) {
  auto line = load_key(options).public_key().line();
  if (!options.user.empty()) line = options.user + " " + line;
  auto out = RecordWriter::standard_output();
  out.write(line);
  out.flush();
  return ExitStatus::success;
}

ExitStatus rotate_verb(const SignOptions& options, Log& log) {
  const auto user = user_of_laptop();
  const auto files = installed_key_files();
  const auto ledger =
      Ledger::open_or_create(LedgerPlace::on_this_machine(state_dir()),
                             system_clock(), system_random());
  auto state = ledger.state();
  adopt_next_key(files, ledger);
  // One passphrase, asked for once, for both keys.
  std::optional<SecretBytes> passphrase;
  const PassphraseSource ask = [&] {
    if (!passphrase) {
      passphrase = read_passphrase(options.passphrase_file,
                                   "passphrase of " + files.secret_path);
    }
    return SecretBytes::copy_of(passphrase->view());
  };
  const Signer signer{SigningKey::load(files.secret_path, ask)};
  require_empty_outbox(state);
  const auto encryption = encryption_by(passphrase);
  const auto next = next_key(files, system_random(),
                             encryption ? &*encryption : nullptr, ask);
  const auto text =
      key_announcement(user, next.public_key(), system_clock().now());
  RecordParser parser;
  auto out = RecordWriter::standard_output();
  out.write(signer.sign(*parser.parse(text), state.chain));
  out.flush();
  log.info("the new key is used once flock-send has this record");
  return ExitStatus::success;
}

}  // namespace flk
