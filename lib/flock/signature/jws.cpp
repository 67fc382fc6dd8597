// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/signature/jws.hpp>

#include <sodium.h>

#include <array>
#include <cstdint>

#include <flock/base/encoding.hpp>

namespace flk {
namespace {

constexpr std::string_view kHead = R"({"alg":"EdDSA","kid":")";
constexpr std::string_view kTail = "\"}";
constexpr std::string_view kSeparator = "..";
constexpr std::size_t kKidBytes = 32;  // SHA-256
constexpr char kAlphabet[] =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

constexpr std::uint32_t kNoDigit = 64;

// The value of each character of the alphabet.
constexpr std::array<std::uint8_t, 256> kDigits = [] {
  std::array<std::uint8_t, 256> digits{};
  digits.fill(kNoDigit);
  for (std::uint8_t i = 0; i < 64; ++i) {
    digits[static_cast<unsigned char>(kAlphabet[i])] = i;
  }
  return digits;
}();

// The thumbprint in a header of exactly our form.
std::optional<std::string> kid_of(std::string_view encoded) {
  const auto header = from_public_base64url(encoded);
  if (!header || !header->starts_with(kHead) || !header->ends_with(kTail)) {
    return std::nullopt;
  }
  auto kid = header->substr(kHead.size(),
                            header->size() - kHead.size() - kTail.size());
  const auto digest = from_public_base64url(kid);
  if (!digest || digest->size() != kKidBytes) return std::nullopt;
  return kid;
}

}  // namespace

std::string jws_header(std::string_view kid) {
  std::string header{kHead};
  header += kid;
  header += kTail;
  return to_base64url(header);
}

std::string jws_signing_input(std::string_view header,
                              std::string_view payload) {
  std::string input;
  input.reserve(header.size() + 1 + (payload.size() * 4 + 2) / 3);
  input += header;
  input += '.';
  append_public_base64url(input, payload);
  return input;
}

void append_public_base64url(std::string& out, std::string_view bytes) {
  const std::size_t whole = bytes.size() / 3 * 3;
  const auto rest = bytes.size() - whole;
  const auto byte = [&](std::size_t i) {
    return static_cast<std::uint32_t>(static_cast<unsigned char>(bytes[i]));
  };
  auto at = out.size();
  out.resize(at + whole / 3 * 4 + (rest == 0 ? 0 : rest + 1));
  for (std::size_t i = 0; i < whole; i += 3) {
    const auto group = byte(i) << 16 | byte(i + 1) << 8 | byte(i + 2);
    out[at++] = kAlphabet[group >> 18];
    out[at++] = kAlphabet[group >> 12 & 63];
    out[at++] = kAlphabet[group >> 6 & 63];
    out[at++] = kAlphabet[group & 63];
  }
  if (rest == 0) return;
  const auto last = byte(whole) << 16 | (rest == 2 ? byte(whole + 1) << 8 : 0u);
  out[at++] = kAlphabet[last >> 18];
  out[at++] = kAlphabet[last >> 12 & 63];
  if (rest == 2) out[at] = kAlphabet[last >> 6 & 63];
}

std::optional<std::string> from_public_base64url(std::string_view text) {
  std::string out;
  out.reserve(text.size() / 4 * 3 + 3);
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
    out += static_cast<char>(bits >> count & 0xff);
  }
  const bool whole = count < 6 && (bits & ((1u << count) - 1)) == 0;
  if (!whole || (seen & kNoDigit) != 0) return std::nullopt;
  return out;
}

std::string DetachedJws::text() const {
  std::string out = header;
  out += kSeparator;
  out += to_base64url(signature);
  return out;
}

std::optional<DetachedJws> DetachedJws::parse(std::string_view text) {
  const auto dots = text.find(kSeparator);
  if (dots == std::string_view::npos) return std::nullopt;
  auto kid = kid_of(text.substr(0, dots));
  auto signature = from_public_base64url(text.substr(dots + kSeparator.size()));
  if (!kid || !signature || signature->size() != crypto_sign_BYTES) {
    return std::nullopt;
  }
  return DetachedJws{std::move(*kid), std::string(text.substr(0, dots)),
                     std::move(*signature)};
}

}  // namespace flk
