// SPDX-License-Identifier: GPL-3.0-or-later
// The headers of one request, as libcurl takes them.

#pragma once

#include <curl/curl.h>

#include <string>

#include <flock/http/client.hpp>

namespace flk {

class HeaderList {
 public:
  HeaderList() = default;
  HeaderList(const HeaderList&) = delete;
  HeaderList& operator=(const HeaderList&) = delete;
  ~HeaderList() { curl_slist_free_all(list_); }

  void add(const std::string& line) {
    auto* longer = curl_slist_append(list_, line.c_str());
    if (longer == nullptr) throw std::bad_alloc{};
    list_ = longer;
  }
  curl_slist* get() const { return list_; }

 private:
  curl_slist* list_ = nullptr;
};

// The request's own, and none that libcurl would add.
void add_headers(HeaderList& list, const HttpRequest& request);

}  // namespace flk
