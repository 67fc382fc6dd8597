// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/signature/jws.hpp>

#include <sodium.h>

#include <flock/base/encoding.hpp>
#include <flock/base/public_base64.hpp>

namespace flk {
namespace {

constexpr std::string_view kHead = R"({"alg":"EdDSA","kid":")";
constexpr std::string_view kTail = "\"}";
constexpr std::string_view kSeparator = "..";
constexpr std::size_t kKidBytes = 32;  // SHA-256

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
  input.reserve(header.size() + 1 + base64url_length(payload.size()));
  input += header;
  input += '.';
  append_public_base64url(input, payload);
  return input;
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
