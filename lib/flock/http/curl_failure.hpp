// SPDX-License-Identifier: GPL-3.0-or-later
// What libcurl's failures mean, and how they are said.

#pragma once

#include <curl/curl.h>

#include <string>
#include <string_view>

#include <flock/http/client.hpp>

namespace flk {

HttpFailure failure_of(CURLcode code);

// Whether `message`, libcurl's, quotes an alert of the server's about our
// certificate, RFC 8446 section 6.2. In TLS 1.3 it comes behind the handshake,
// so that to libcurl the answer is what failed.
bool is_about_our_certificate(std::string_view message);

// libcurl's messages begin with a capital, may quote the server, and count
// milliseconds and bytes: without the counts one that comes again is the same,
// which a log can tell.
std::string plain_message(std::string text);

}  // namespace flk
