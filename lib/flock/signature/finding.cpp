// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/signature/finding.hpp>

namespace flk {
namespace {

constexpr std::string_view kNames[kVerifyFindingKinds] = {
    "unsigned",  "malformed",    "unknown_key",  "bad_signature",
    "key_ended", "wrong_user",   "wrong_time",   "wrong_key",
    "forked",    "out_of_order", "broken_chain", "missing",
    "silent",    "declared"};

}  // namespace

std::string VerifyFinding::message() const {
  std::string out;
  if (line != 0) out = source + ": line " + std::to_string(line) + ": ";
  out += text;
  if (!stream.empty()) out += ", stream " + stream;
  if (first != 0) out += ", seq " + std::to_string(first);
  if (last != first) out += " to " + std::to_string(last);
  return out;
}

std::string_view name_of(VerifyFindingKind kind) {
  return kNames[static_cast<std::size_t>(kind)];
}

}  // namespace flk
