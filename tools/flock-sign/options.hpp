// SPDX-License-Identifier: GPL-3.0-or-later
// The options of flock-sign(1).

#pragma once

#include <optional>
#include <string>
#include <vector>

#include <flock/cli/common_options.hpp>

namespace flk {

struct SignOptions {
  CommonOptions common;
  FilterOptions filter;  // of the filter and of verify

  std::string key;              // a file, or empty: the installed one
  std::string passphrase_file;  // empty: asked for at the terminal
  bool new_stream = false;

  // keygen
  std::string public_key;  // a file, or empty: the installed one
  bool passphrase = false;

  // pubkey
  std::string user;

  // sign-file, verify-file
  std::vector<std::string> signed_files;
  std::string signature;  // a file; empty: beside the signed one
  std::string comment;    // empty: as minisign's
  bool with_key_id = false;
  std::size_t quorum = 0;  // 0: one signature, FILE.minisig

  // verify
  unsigned jobs = 0;                 // 0: as many as there are cores
  std::vector<std::string> trusted;  // of verify-file as well
  bool from_start = false;
  bool allow_gaps = false;
  std::string head;
  Milliseconds silence{0};  // 0: not asked for
  std::optional<Milliseconds> now;
};

void declare_options(CLI::App& app, SignOptions& options);

}  // namespace flk
