// SPDX-License-Identifier: GPL-3.0-or-later
// flock-sign sign-file, verify-file.

#include <flock/base/error.hpp>
#include <flock/base/file.hpp>
#include <flock/signature/file_signature.hpp>

#include "flock-sign/verbs.hpp"

namespace flk {
namespace {

std::string comment_of(const SignOptions& options, const std::string& file) {
  if (!options.comment.empty()) return options.comment;
  auto comment = default_trusted_comment(file, system_clock().now());
  if (!is_trusted_comment(comment)) {
    throw Error(ErrorKind::config,
                "cannot sign " + quoted(file) +
                    ": its name, which the trusted comment gives, has more "
                    "than one line",
                "give another by --comment");
  }
  return comment;
}

std::string output_of(const SignOptions& options, const std::string& file,
                      const PublicKey& key) {
  if (!options.signature.empty()) return options.signature;
  return options.with_key_id ? signature_path(file, key) : signature_path(file);
}

// Each file has a signature of its own.
void require_one_file(const SignOptions& options) {
  if (options.signature.empty() || options.signed_files.size() == 1) return;
  throw Error(ErrorKind::config,
              "--signature names one file's signature, and " +
                  std::to_string(options.signed_files.size()) +
                  " files are given",
              "leave it out, or name one file");
}

// The signatures to look at for `file`.
std::vector<std::string> signatures_of(const SignOptions& options,
                                       const std::string& file) {
  if (options.quorum > 0) return signatures_beside(file);
  return {options.signature.empty() ? signature_path(file) : options.signature};
}

void print_signers(const std::string& file, const FileVerdict& verdict,
                   Log& log) {
  for (const auto& signer : verdict.signers) {
    const auto text = quoted(file) + ": signed by key " +
                      signer.key.printed_id() + ", trusted comment " +
                      quoted(signer.trusted_comment);
    if (log.format() == LogFormat::json) {
      log.info(text, {{"file", file},
                      {"key", signer.key.printed_id()},
                      {"comment", signer.trusted_comment}});
    } else {
      log.info(text);
    }
  }
}

// Whether as many trusted keys as are asked for signed `file`.
bool verify_one(const SignOptions& options, const TrustedKeys& trusted,
                const std::string& file, Log& log) {
  const auto needed = std::max<std::size_t>(options.quorum, 1);
  const auto kind =
      options.signature.empty() ? SignatureFiles::found : SignatureFiles::named;
  const auto verdict =
      verify_file(file, signatures_of(options, file), kind, trusted,
                  options.now.value_or(system_clock().now()));
  const bool good = verdict.signers.size() >= needed;
  for (const auto& fault : verdict.faults) {
    good ? log.warning(fault) : log.error(fault);
  }
  print_signers(file, verdict, log);
  if (!good && options.quorum > 0) {
    log.error(quoted(file) + ": " + std::to_string(verdict.signers.size()) +
              " of the " + std::to_string(needed) +
              " trusted keys that are needed signed it");
  }
  return good;
}

}  // namespace

ExitStatus sign_file_verb(const SignOptions& options, Log& log) {
  require_one_file(options);
  const auto key = load_key(options);
  for (const auto& file : options.signed_files) {
    const auto signature = FileSignature::make(key, prehash_of_file(file),
                                               comment_of(options, file));
    const auto path = output_of(options, file, key.public_key());
    replace_file(path, signature.text(), 0644);
    log.info("made " + path);
  }
  return ExitStatus::success;
}

ExitStatus verify_file_verb(const SignOptions& options, Log& log) {
  require_one_file(options);
  const auto trusted = trusted_keys(options);
  bool good = true;
  for (const auto& file : options.signed_files) {
    good = verify_one(options, trusted, file, log) && good;
  }
  return good ? ExitStatus::success : ExitStatus::answer_is_no;
}

}  // namespace flk
