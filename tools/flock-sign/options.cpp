// SPDX-License-Identifier: GPL-3.0-or-later

#include "flock-sign/options.hpp"

#include <CLI/CLI.hpp>

#include <flock/signature/file_signature.hpp>

namespace flk {
namespace {

void declare_passphrase_file(CLI::App& app, SignOptions& options) {
  app.add_option("--passphrase-file", options.passphrase_file,
                 "the passphrase is the first line of FILE")
      ->type_name("FILE");
}

void declare_key(CLI::App& app, SignOptions& options) {
  app.add_option("--key", options.key,
                 "the secret key's file (default: sign.key)")
      ->type_name("FILE");
  declare_passphrase_file(app, options);
}

void declare_trusted(CLI::App& app, SignOptions& options) {
  app.add_option("--trusted", options.trusted,
                 "a file of trusted keys, or a public key's; repeatable")
      ->type_name("FILE")
      ->allow_extra_args(false)
      ->required();
}

void declare_now(CLI::App& app, SignOptions& options,
                 const std::string& description) {
  app.add_option_function<std::string>(
         "--now",
         [&options](const std::string& text) {
           options.now = parse_rfc3339(text);
           if (!options.now) {
             throw CLI::ValidationError(
                 "--now", "'" + text + "' is no time as 2026-11-23T07:00:00Z");
           }
         },
         description)
      ->type_name("TIME");
}

// A user's name stands in a line of a trusted file, so it is one word.
std::string check_user(const std::string& name) {
  const bool is_word = name.find_first_of(" \t\r\n#") == std::string::npos;
  return is_word && !name.empty() ? "" : "'" + name + "' is no user name";
}

void declare_verify(CLI::App& app, SignOptions& options) {
  auto* verb = declare_verb(
      app, "verify", "print the records that verify, name those that do not",
      options.common);
  declare_filter_options(*verb, options.filter);
  declare_trusted(*verb, options);
  auto* gaps = verb->add_flag("--allow-gaps", options.allow_gaps,
                              "check signatures alone: for parts of an export");
  verb->add_flag("--from-start", options.from_start,
                 "every stream must begin with its first record")
      ->excludes(gaps);
  verb->add_option("--head", options.head,
                   "the ledger's checkpoint.json: its stream must be complete")
      ->type_name("CHECKPOINT")
      ->excludes(gaps);
  declare_duration(*verb, "--silence", options.silence,
                   "fail where a trusted user has no record this recent")
      ->check([](const std::string& text) {
        const auto duration = parse_duration(text);
        return duration && duration->count() == 0 ? "must be longer than 0"
                                                  : "";
      });
  declare_now(*verb, options, "judge --silence as of TIME");
  verb->add_option("--jobs", options.jobs,
                   "check on N cores (default: all of them)")
      ->type_name("N")
      ->check(CLI::Range(1u, 256u));
}

void declare_keygen(CLI::App& app, SignOptions& options) {
  auto* verb = declare_verb(app, "keygen", "make a key pair, as minisign does",
                            options.common);
  declare_key(*verb, options);
  verb->add_option("--public", options.public_key,
                   "the public key's file (default: sign.pub)")
      ->type_name("FILE");
  verb->add_flag("--passphrase", options.passphrase,
                 "encrypt the secret key by a passphrase");
}

// A trusted comment is one line of text.
std::string check_comment(const std::string& comment) {
  return is_trusted_comment(comment) ? "" : "a comment is one line";
}

void declare_files(CLI::App& verb, SignOptions& options) {
  verb.add_option("FILE", options.signed_files, "the file that is signed")
      ->required();
}

CLI::Option* declare_signature(CLI::App& verb, SignOptions& options) {
  return verb
      .add_option("--signature", options.signature,
                  "the signature's file (default: FILE.minisig)")
      ->type_name("FILE");
}

void declare_sign_file(CLI::App& app, SignOptions& options) {
  auto* verb = declare_verb(app, "sign-file", "sign files, as minisign does",
                            options.common);
  declare_key(*verb, options);
  auto* signature = declare_signature(*verb, options);
  verb->add_flag("--key-id", options.with_key_id,
                 "write FILE.KEYID.minisig, for a quorum")
      ->excludes(signature);
  verb->add_option("--comment", options.comment,
                   "the trusted comment, which is signed as well")
      ->type_name("TEXT")
      ->check(check_comment);
  declare_files(*verb, options);
}

void declare_verify_file(CLI::App& app, SignOptions& options) {
  auto* verb = declare_verb(app, "verify-file",
                            "check signatures that minisign or sign-file made",
                            options.common);
  declare_trusted(*verb, options);
  auto* signature = declare_signature(*verb, options);
  verb->add_option("--quorum", options.quorum,
                   "K trusted keys must have signed, as FILE.KEYID.minisig")
      ->type_name("K")
      ->check(CLI::Range(1u, 1000u))
      ->excludes(signature);
  declare_now(*verb, options, "judge ends of trusted keys as of TIME");
  declare_files(*verb, options);
}

}  // namespace

void declare_options(CLI::App& app, SignOptions& options) {
  declare_common_options(app, options.common);
  declare_filter_options(app, options.filter);
  declare_key(app, options);
  app.add_flag("--new-stream", options.new_stream,
               "begin a stream of its own, whatever the records are");

  declare_keygen(app, options);

  auto* verb = declare_verb(
      app, "pubkey", "print the public key of a secret one", options.common);
  declare_key(*verb, options);
  verb->add_option("--user", options.user,
                   "print a line for a file of trusted keys")
      ->type_name("NAME")
      ->check(check_user);

  verb = declare_verb(app, "rotate", "print a record that announces a new key",
                      options.common);
  declare_passphrase_file(*verb, options);

  declare_verify(app, options);
  declare_sign_file(app, options);
  declare_verify_file(app, options);
  app.footer(
      "Examples:\n"
      "  flock-sign keygen\n"
      "  flock-sign note.jsonl > signed.jsonl\n"
      "  flock-sign verify --trusted sign.pub signed.jsonl\n");
}

}  // namespace flk
