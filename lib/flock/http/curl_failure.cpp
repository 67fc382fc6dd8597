// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/http/curl_failure.hpp>

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>

namespace flk {
namespace {

// Removes from `text` what stands between `before` and `behind`, and these,
// where it is a number, or two with " out of ".
void drop_count(std::string& text, std::string_view before,
                std::string_view behind) {
  const auto begin = text.find(before);
  if (begin == std::string::npos) return;
  const auto end = text.find(behind, begin + before.size());
  if (end == std::string::npos) return;
  const auto between =
      text.substr(begin + before.size(), end - begin - before.size());
  if (between.find_first_not_of("0123456789outf ") != std::string::npos) return;
  text.erase(begin, end + behind.size() - begin);
}

}  // namespace

HttpFailure failure_of(CURLcode code) {
  switch (code) {
    case CURLE_OK:
      return HttpFailure::none;
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_ISSUER_ERROR:
    case CURLE_SSL_INVALIDCERTSTATUS:
      return HttpFailure::untrusted;
    case CURLE_UNSUPPORTED_PROTOCOL:  // an answer that is not HTTP/1
    case CURLE_WEIRD_SERVER_REPLY:
    case CURLE_WRITE_ERROR:
    case CURLE_BAD_CONTENT_ENCODING:
    case CURLE_OUT_OF_MEMORY:  // of libcurl's bounds for header lines
      return HttpFailure::unusable;
    default:
      return HttpFailure::unreachable;
  }
}

bool is_about_our_certificate(std::string_view message) {
  constexpr std::string_view kError = "error:";  // and OpenSSL's number, in hex
  constexpr unsigned long kReason = 0x7fffff;
  constexpr unsigned long kFirstAlert = 1000;
  // bad_certificate to certificate_unknown, unknown_ca, access_denied,
  // decrypt_error (it has a CA of that name and another key) and
  // certificate_required.
  constexpr std::array<unsigned long, 9> kAlerts{42, 43, 44, 45, 46,
                                                 48, 49, 51, 116};
  const auto at = message.find(kError);
  if (at == std::string_view::npos) return false;
  const char* begin = message.data() + at + kError.size();
  unsigned long code = 0;
  std::from_chars(begin, message.data() + message.size(), code, 16);
  return std::find(kAlerts.begin(), kAlerts.end(),
                   (code & kReason) - kFirstAlert) != kAlerts.end();
}

std::string plain_message(std::string text) {
  drop_count(text, " after ", " milliseconds");
  drop_count(text, " after ", " ms");
  drop_count(text, " with ", " bytes received");
  while (!text.empty() && (text.back() == '\n' || text.back() == '.')) {
    text.pop_back();
  }
  for (char& c : text) {
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) c = '?';
  }
  const auto is_lower = [](unsigned char c) { return std::islower(c) != 0; };
  const auto word = text.begin() + static_cast<long>(text.find(' ') + 1);
  if (word - text.begin() > 2 &&
      std::all_of(text.begin() + 1, word - 1, is_lower)) {
    text[0] =
        static_cast<char>(std::tolower(static_cast<unsigned char>(text[0])));
  }
  return text;
}

}  // namespace flk
