// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/base/public_base64.hpp>

#include <array>
#include <cstdint>

namespace flk {
namespace {

constexpr std::string_view kAlphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
constexpr std::uint8_t kNoDigit = 64;

constexpr std::array<std::uint8_t, 256> kDigits = [] {
  std::array<std::uint8_t, 256> digits{};
  digits.fill(kNoDigit);
  for (std::uint8_t i = 0; i < kAlphabet.size(); ++i) {
    digits[static_cast<unsigned char>(kAlphabet[i])] = i;
  }
  return digits;
}();

}  // namespace

void encode_public_base64url(std::string_view bytes, char* out) {
  const std::size_t whole = bytes.size() / 3 * 3;
  const auto rest = bytes.size() - whole;
  const auto byte = [&](std::size_t i) {
    return static_cast<std::uint32_t>(static_cast<unsigned char>(bytes[i]));
  };
  for (std::size_t i = 0; i < whole; i += 3) {
    const auto group = byte(i) << 16 | byte(i + 1) << 8 | byte(i + 2);
    *out++ = kAlphabet[group >> 18];
    *out++ = kAlphabet[group >> 12 & 63];
    *out++ = kAlphabet[group >> 6 & 63];
    *out++ = kAlphabet[group & 63];
  }
  if (rest == 0) return;
  const auto last = byte(whole) << 16 | (rest == 2 ? byte(whole + 1) << 8 : 0u);
  *out++ = kAlphabet[last >> 18];
  *out++ = kAlphabet[last >> 12 & 63];
  if (rest == 2) *out = kAlphabet[last >> 6 & 63];
}

bool decode_public_base64url(std::string_view text, char* out) {
  std::uint32_t bits = 0;  // the last `count` are not in `out` yet
  unsigned count = 0;
  std::uint32_t seen = 0;  // all digits, or-ed
  for (const char c : text) {
    const std::uint32_t digit = kDigits[static_cast<unsigned char>(c)];
    seen |= digit;
    bits = bits << 6 | (digit & 63);
    count += 6;
    if (count < 8) continue;
    count -= 8;
    *out++ = static_cast<char>(bits >> count & 0xff);
  }
  return (seen & kNoDigit) == 0 && count < 6 &&
         (bits & ((1u << count) - 1)) == 0;
}

void append_public_base64url(std::string& out, std::string_view bytes) {
  const auto at = out.size();
  out.resize(at + base64url_length(bytes.size()));
  encode_public_base64url(bytes, out.data() + at);
}

std::optional<std::string> from_public_base64url(std::string_view text) {
  std::string out(text.size() * 3 / 4, '\0');
  if (!decode_public_base64url(text, out.data())) return std::nullopt;
  return out;
}

}  // namespace flk
