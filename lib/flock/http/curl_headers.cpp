// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/http/curl_headers.hpp>

#include <algorithm>
#include <cctype>
#include <new>

namespace flk {
namespace {

bool has_content_type(const HttpRequest& request) {
  constexpr std::string_view kName = "content-type";
  return std::any_of(
      request.headers.begin(), request.headers.end(), [&](const auto& header) {
        return std::equal(
            header.first.begin(), header.first.end(), kName.begin(),
            kName.end(), [](char a, char b) {
              return std::tolower(static_cast<unsigned char>(a)) == b;
            });
      });
}

}  // namespace

void add_headers(HeaderList& list, const HttpRequest& request) {
  for (const auto& [name, value] : request.headers) {
    // An empty value needs a semicolon, else libcurl drops the header.
    list.add(value.empty() ? name + ";" : name + ": " + value);
  }
  // Neither a form's type, which is libcurl's default, nor a wait of a second
  // for servers that do not know 100-continue.
  if (!has_content_type(request)) list.add("Content-Type:");
  list.add("Expect:");
}

}  // namespace flk
