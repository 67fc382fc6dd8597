// SPDX-License-Identifier: GPL-3.0-or-later
// flock-sign keygen, pubkey.

#include <flock/base/file.hpp>
#include <flock/base/random.hpp>
#include <flock/cli/paths.hpp>
#include <flock/record/writer.hpp>
#include <flock/signature/key.hpp>

#include "flock-sign/verbs.hpp"

namespace flk {

std::string key_path(const SignOptions& options) {
  return options.key.empty() ? config_dir() + "/sign.key" : options.key;
}

ExitStatus keygen_verb(const SignOptions& options, Log& log) {
  const auto secret_path = key_path(options);
  const auto public_path = options.public_key.empty()
                               ? config_dir() + "/sign.pub"
                               : options.public_key;
  if (options.key.empty() || options.public_key.empty()) {
    make_directories(config_dir(), 0700);
  }
  SigningKey::generate(system_random()).save(secret_path, public_path);
  log.info("made " + secret_path + " and " + public_path);
  return ExitStatus::success;
}

ExitStatus pubkey_verb(const SignOptions& options) {
  auto line = SigningKey::load(key_path(options)).public_key().line();
  if (!options.user.empty()) line = options.user + " " + line;
  auto out = RecordWriter::standard_output();
  out.write(line);
  out.flush();
  return ExitStatus::success;
}

}  // namespace flk
