// SPDX-License-Identifier: GPL-3.0-or-later
// Errors and the quoting of untrusted text in their messages.

#include <flock/base/error.hpp>

#include <cerrno>
#include <cstring>

#include <flock/base/utf8.hpp>

namespace flk {
namespace {

bool passes_with_time(int error) {
  switch (error) {
    case ENOSPC:
    case EDQUOT:
    case EIO:
    case EMFILE:
    case ENFILE:
    case ENOMEM:
      return true;
    default:
      return false;
  }
}

bool is_control(std::string_view character) {
  const auto byte = static_cast<unsigned char>(character[0]);
  if (character.size() == 1) return byte < 0x20 || byte == 0x7f;
  // C1 controls, U+0080 to U+009F, which terminals obey as well.
  return byte == 0xc2 && static_cast<unsigned char>(character[1]) < 0xa0;
}

}  // namespace

void throw_errno(ErrorKind kind, const std::string& doing) {
  const int error = errno;
  throw Error(passes_with_time(error) ? ErrorKind::try_again : kind,
              doing + ": " + std::strerror(error));
}

std::string quoted(std::string_view text, std::size_t max_bytes) {
  std::string out = "'";
  std::size_t used = 0;
  while (!text.empty()) {
    const auto length = utf8_sequence_length(text);
    const auto character = text.substr(0, length == 0 ? 1 : length);
    if (used + character.size() > max_bytes) {
      out += "...";
      break;
    }
    used += character.size();
    if (length == 0 || is_control(character)) {
      append_byte_escapes(out, character);
    } else {
      out += character;
    }
    text.remove_prefix(character.size());
  }
  out += '\'';
  return out;
}

}  // namespace flk
