// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/http/url.hpp>

#include <curl/curl.h>

#include <memory>
#include <new>

#include <flock/base/error.hpp>

namespace flk {
namespace {

using Url = std::unique_ptr<CURLU, decltype(&curl_url_cleanup)>;

[[noreturn]] void refuse_url(const std::string& url, const char* why) {
  throw Error(ErrorKind::config, "cannot use URL " + quoted(url) + ": " + why);
}

std::string url_part(CURLU* url, CURLUPart part) {
  char* text = nullptr;
  if (curl_url_get(url, part, &text, 0) != CURLUE_OK) return {};
  std::string out(text);
  curl_free(text);
  return out;
}

}  // namespace

std::string http_host(const std::string& text) {
  const Url url{curl_url(), curl_url_cleanup};
  if (!url) throw std::bad_alloc{};
  if (curl_url_set(url.get(), CURLUPART_URL, text.c_str(), 0) != CURLUE_OK) {
    refuse_url(text, "it is none");
  }
  const auto scheme = url_part(url.get(), CURLUPART_SCHEME);
  if (scheme != "http" && scheme != "https") {
    refuse_url(text, "it is neither http nor https");
  }
  if (!url_part(url.get(), CURLUPART_USER).empty() ||
      !url_part(url.get(), CURLUPART_PASSWORD).empty()) {
    // Without the URL: this message may be logged.
    throw Error(ErrorKind::config,
                "cannot use a URL with a user name or password in it");
  }
  return url_part(url.get(), CURLUPART_HOST);
}

bool is_loopback_host(const std::string& host) {
  return host == "localhost" || host == "[::1]" ||
         (host.starts_with("127.") &&
          host.find_first_not_of("0123456789.") == std::string::npos);
}

}  // namespace flk
