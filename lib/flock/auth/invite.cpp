// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/auth/invite.hpp>

#include <sstream>
#include <vector>

#include <flock/auth/gateway_url.hpp>
#include <flock/base/encoding.hpp>
#include <flock/base/hash.hpp>

namespace flk {
namespace {

constexpr std::string_view kFormat = "flock-invite-1";
constexpr std::string_view kSystemCas = "-";
constexpr std::size_t kCodeBytes = 20;
constexpr std::size_t kHashBytes = 32;

std::vector<std::string> words_of(std::string_view text) {
  std::istringstream in{std::string(text)};
  std::vector<std::string> words;
  for (std::string word; in >> word;) words.push_back(word);
  return words;
}

bool is_base64url_of(std::string_view text, std::size_t bytes) {
  const auto decoded = from_base64url(text);
  return decoded && decoded->size() == bytes;
}

}  // namespace

std::string InviteLine::text() const {
  std::string line(kFormat);
  line += ' ' + url + ' ' + code + ' ';
  line += ca_hash.empty() ? std::string(kSystemCas) : ca_hash;
  return line;
}

std::optional<InviteLine> InviteLine::parse(std::string_view text) {
  const auto words = words_of(text);
  if (words.size() != 4 || words[0] != kFormat) return std::nullopt;
  InviteLine line{words[1], words[2], words[3]};
  if (line.ca_hash == kSystemCas) line.ca_hash.clear();
  if (!is_gateway_url(line.url) || !is_base64url_of(line.code, kCodeBytes) ||
      (!line.ca_hash.empty() && !is_base64url_of(line.ca_hash, kHashBytes))) {
    return std::nullopt;
  }
  while (line.url.ends_with('/')) line.url.pop_back();
  return line;
}

std::string make_invite_code(Random& random) {
  return to_base64url(random.bytes(kCodeBytes));
}

std::optional<std::string> certificate_hash(std::string_view pem) {
  constexpr std::string_view kBegin = "-----BEGIN CERTIFICATE-----";
  constexpr std::string_view kEnd = "-----END CERTIFICATE-----";
  const auto begin = pem.find(kBegin);
  if (begin == std::string_view::npos) return std::nullopt;
  const auto body = pem.substr(begin + kBegin.size());
  const auto end = body.find(kEnd);
  if (end == std::string_view::npos ||
      body.find(kBegin) != std::string_view::npos) {
    return std::nullopt;
  }
  std::string base64;
  for (const char c : body.substr(0, end)) {
    if (c != '\n' && c != '\r' && c != ' ') base64 += c;
  }
  const auto der = from_base64(base64);
  if (!der || der->empty()) return std::nullopt;
  return sha256_base64url(*der);
}

}  // namespace flk
