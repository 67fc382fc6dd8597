// SPDX-License-Identifier: GPL-3.0-or-later

#include "flock-sign/options.hpp"

#include <CLI/CLI.hpp>

namespace flk {
namespace {

void declare_key(CLI::App& app, SignOptions& options) {
  app.add_option("--key", options.key,
                 "the secret key's file (default: sign.key)")
      ->type_name("FILE");
}

void declare_now(CLI::App& app, SignOptions& options) {
  app.add_option_function<std::string>(
         "--now",
         [&options](const std::string& text) {
           options.now = parse_rfc3339(text);
           if (!options.now) {
             throw CLI::ValidationError(
                 "--now", "'" + text + "' is no time as 2026-11-23T07:00:00Z");
           }
         },
         "judge --silence as of TIME")
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
  verb->add_option("--trusted", options.trusted,
                   "a file of trusted keys, or a public key's; repeatable")
      ->type_name("FILE")
      ->allow_extra_args(false)
      ->required();
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
                   "fail where a trusted user has no record this recent");
  declare_now(*verb, options);
}

}  // namespace

void declare_options(CLI::App& app, SignOptions& options) {
  declare_common_options(app, options.common);
  declare_filter_options(app, options.filter);
  declare_key(app, options);
  app.add_flag("--new-stream", options.new_stream,
               "begin a stream of its own, whatever the records are");

  auto* verb = declare_verb(app, "keygen", "make a key pair, as minisign does",
                            options.common);
  declare_key(*verb, options);
  verb->add_option("--public", options.public_key,
                   "the public key's file (default: sign.pub)")
      ->type_name("FILE");

  verb = declare_verb(app, "pubkey", "print the public key of a secret one",
                      options.common);
  declare_key(*verb, options);
  verb->add_option("--user", options.user,
                   "print a line for a file of trusted keys")
      ->type_name("NAME")
      ->check(check_user);

  declare_verify(app, options);
  app.footer(
      "Examples:\n"
      "  flock-sign keygen\n"
      "  flock-sign note.jsonl > signed.jsonl\n"
      "  flock-sign verify --trusted sign.pub signed.jsonl\n");
}

}  // namespace flk
