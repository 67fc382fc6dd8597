// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/http/client.hpp>

#include <curl/curl.h>

#include <algorithm>

#include <flock/base/error.hpp>
#include <flock/base/fd.hpp>
#include <flock/http/curl_failure.hpp>
#include <flock/http/curl_headers.hpp>
#include <flock/http/sigpipe_block.hpp>
#include <flock/http/url.hpp>

namespace flk {
namespace {

using Easy = std::unique_ptr<CURL, decltype(&curl_easy_cleanup)>;

// The answer's body as it comes in.
struct BodySink {
  std::string& body;
  std::size_t max_bytes;
  bool too_long = false;
};

std::size_t take_body(char* data, std::size_t, std::size_t size, void* sink) {
  auto& to = *static_cast<BodySink*>(sink);
  if (size > to.max_bytes - to.body.size()) {
    to.too_long = true;
    return 0;  // fewer than given: libcurl breaks off
  }
  to.body.append(data, size);
  return size;
}

int is_given_up(void* flag, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
  return *static_cast<const std::atomic<bool>*>(flag) ? 1 : 0;
}

void init_curl() {
  static const bool ready = curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK;
  if (!ready) throw Error(ErrorKind::defect, "cannot initialise libcurl");
}

}  // namespace

struct HttpClient::Handle {
  Handle() : easy((init_curl(), curl_easy_init()), curl_easy_cleanup) {
    if (!easy) throw std::bad_alloc{};
  }

  template <typename Value>
  void set(CURLoption option, Value value) {
    const auto code = curl_easy_setopt(easy.get(), option, value);
    if (code == CURLE_OUT_OF_MEMORY) throw std::bad_alloc{};
    if (code != CURLE_OK) {
      throw Error(ErrorKind::defect, std::string("cannot set up libcurl: ") +
                                         curl_easy_strerror(code));
    }
  }

  // Options go back to libcurl's own, connections stay.
  void begin(const HttpClientOptions& options, const std::string& url);
  void set_credentials(const HttpCredentials& credentials);
  void set_body(const HttpRequest& request);
  CURLcode perform() {
    const SigpipeBlock block;
    return curl_easy_perform(easy.get());
  }
  // Connects, and nothing more.
  CURLcode shake_hands_unverified(const HttpClientOptions& options,
                                  const std::string& url);
  // Whether the last request was begun, be it on a connection that then died.
  bool has_sent() const {
    long bytes = 1;
    curl_easy_getinfo(easy.get(), CURLINFO_REQUEST_SIZE, &bytes);
    return bytes > 0;
  }
  void read_status(HttpAnswer& answer) const;
  // Those of the last handshake, as PEM.
  std::vector<std::string> certificates() const;
  std::string message(CURLcode code) const {
    return plain_message(error[0] != '\0' ? error : curl_easy_strerror(code));
  }

  Easy easy;
  char error[CURL_ERROR_SIZE] = {};
};

void HttpClient::Handle::begin(const HttpClientOptions& options,
                               const std::string& url) {
  const auto host = http_host(url);
  curl_easy_reset(easy.get());
  error[0] = '\0';
  set(CURLOPT_URL, url.c_str());
  set(CURLOPT_PROTOCOLS_STR, "http,https");
  if (is_loopback_host(host)) set(CURLOPT_PROXY, "");
  set(CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
  set(CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  set(CURLOPT_NOSIGNAL, 1L);
  set(CURLOPT_TCP_KEEPALIVE, 1L);
  set(CURLOPT_ERRORBUFFER, error);
  set(CURLOPT_CONNECTTIMEOUT_MS,
      static_cast<long>(options.connect_timeout.count()));
  set(CURLOPT_TIMEOUT_MS, static_cast<long>(options.total_timeout.count()));
  if (!options.ca_file.empty()) {
    // libcurl's message for a missing file names no reason.
    open_for_reading(options.ca_file);
    set(CURLOPT_CAINFO, options.ca_file.c_str());
    // Else the system's CAs would be trusted beside ours.
    set(CURLOPT_CAPATH, static_cast<char*>(nullptr));
  }
  if (!options.certificate_file.empty()) {
    set(CURLOPT_SSLCERT, options.certificate_file.c_str());
    set(CURLOPT_SSLKEY, options.key_file.c_str());
  }
  if (!options.user_agent.empty()) {
    set(CURLOPT_USERAGENT, options.user_agent.c_str());
  }
  if (options.give_up != nullptr) {
    set(CURLOPT_XFERINFOFUNCTION, is_given_up);
    set(CURLOPT_XFERINFODATA, options.give_up);
    set(CURLOPT_NOPROGRESS, 0L);
  }
}

void HttpClient::Handle::set_credentials(const HttpCredentials& credentials) {
  set(CURLOPT_HTTPAUTH, static_cast<long>(CURLAUTH_BASIC));
  set(CURLOPT_USERNAME, credentials.user.c_str());
  std::string password(credentials.password.view());
  set(CURLOPT_PASSWORD, password.c_str());
  wipe(password);
}

void HttpClient::Handle::set_body(const HttpRequest& request) {
  if (request.method == "HEAD") {
    set(CURLOPT_NOBODY, 1L);
  } else if (!request.body.empty() || request.method == "POST" ||
             request.method == "PUT") {
    set(CURLOPT_POSTFIELDSIZE_LARGE,
        static_cast<curl_off_t>(request.body.size()));
    set(CURLOPT_POSTFIELDS,
        request.body.empty() ? "" : request.body.data());  // not copied
    set(CURLOPT_CUSTOMREQUEST, request.method.c_str());
  } else {
    set(CURLOPT_CUSTOMREQUEST, request.method.c_str());
  }
}

CURLcode HttpClient::Handle::shake_hands_unverified(
    const HttpClientOptions& options, const std::string& url) {
  begin(options, url);
  set(CURLOPT_CONNECT_ONLY, 1L);
  set(CURLOPT_CERTINFO, 1L);
  set(CURLOPT_SSL_VERIFYPEER, 0L);
  set(CURLOPT_SSL_VERIFYHOST, 0L);
  return perform();
}

void HttpClient::Handle::read_status(HttpAnswer& answer) const {
  long status = 0;
  curl_off_t retry_after = 0;
  curl_easy_getinfo(easy.get(), CURLINFO_RESPONSE_CODE, &status);
  curl_easy_getinfo(easy.get(), CURLINFO_RETRY_AFTER, &retry_after);
  answer.status = static_cast<int>(status);
  if (retry_after > 0) answer.retry_after = Seconds{retry_after};
}

std::vector<std::string> HttpClient::Handle::certificates() const {
  constexpr std::string_view kPem = "Cert:";
  std::vector<std::string> out;
  curl_certinfo* info = nullptr;
  curl_easy_getinfo(easy.get(), CURLINFO_CERTINFO, &info);
  for (int i = 0; info != nullptr && i < info->num_of_certs; ++i) {
    const curl_slist* entry = info->certinfo[i];
    for (; entry != nullptr; entry = entry->next) {
      const std::string_view text = entry->data;
      if (text.starts_with(kPem)) out.emplace_back(text.substr(kPem.size()));
    }
  }
  return out;
}

namespace {

// Behind the reason why a server's certificate is not trusted.
std::string trusted_by(const HttpClientOptions& options) {
  if (options.ca_file.empty()) return {};
  return " (trusted are the CAs in " + quoted(options.ca_file) + ")";
}

}  // namespace

HttpClient::HttpClient(HttpClientOptions options)
    : options_(std::move(options)), handle_(std::make_unique<Handle>()) {}
HttpClient::HttpClient(HttpClient&&) noexcept = default;
HttpClient& HttpClient::operator=(HttpClient&&) noexcept = default;
HttpClient::~HttpClient() = default;

HttpAnswer HttpClient::send(const HttpRequest& request) {
  auto& handle = *handle_;
  handle.begin(options_, request.url);
  if (request.timeout && *request.timeout < options_.total_timeout) {
    handle.set(CURLOPT_TIMEOUT_MS, static_cast<long>(request.timeout->count()));
  }
  HeaderList headers;
  add_headers(headers, request);
  handle.set(CURLOPT_HTTPHEADER, headers.get());
  if (request.credentials != nullptr) {
    handle.set_credentials(*request.credentials);
  }
  handle.set_body(request);

  HttpAnswer answer;
  BodySink sink{answer.body, options_.max_answer_bytes};
  handle.set(CURLOPT_WRITEFUNCTION, take_body);
  handle.set(CURLOPT_WRITEDATA, &sink);
  const auto code = handle.perform();
  if (code == CURLE_SSL_CACERT_BADFILE) {
    throw Error(ErrorKind::config, "cannot use the CA certificates in " +
                                       quoted(options_.ca_file) + ": " +
                                       handle.message(code));
  }
  answer.failure = failure_of(code);
  answer.may_have_been_sent = handle.has_sent();
  if (code != CURLE_OK && is_about_our_certificate(handle.error)) {
    answer.failure = HttpFailure::untrusted;
    answer.reason = (options_.certificate_file.empty()
                         ? "it wants a certificate: "
                         : "it does not trust our certificate: ") +
                    handle.message(code);
  } else if (code == CURLE_SSL_CONNECT_ERROR &&
             Handle{}.shake_hands_unverified(options_, request.url) ==
                 CURLE_OK) {
    // A forged signature: libcurl reports OpenSSL's first error, which is not
    // the one that says so.
    answer.failure = HttpFailure::untrusted;
    answer.reason = "its certificate is not signed by a CA that is trusted" +
                    trusted_by(options_);
  } else if (code == CURLE_OK) {
    handle.read_status(answer);
  } else {
    answer.body.clear();
    answer.reason = sink.too_long
                        ? "the answer is longer than " +
                              std::to_string(sink.max_bytes) + " bytes"
                        : handle.message(code);
    if (answer.failure == HttpFailure::untrusted) {
      answer.reason += trusted_by(options_);
    }
  }
  // Drops libcurl's copy of the password and the pointers into this frame.
  curl_easy_reset(handle.easy.get());
  return answer;
}

std::vector<std::string> HttpClient::served_certificates(
    const std::string& url) {
  // A connection of its own: one that is kept alive shows no certificates, and
  // what is not verified must never be used again.
  Handle handle;
  const auto code = handle.shake_hands_unverified(options_, url);
  auto certificates = handle.certificates();
  if (code != CURLE_OK || certificates.empty()) {
    throw Error(ErrorKind::try_again,
                "cannot get the certificate of " + quoted(url) + ": " +
                    (code == CURLE_OK ? std::string("it does not speak TLS")
                                      : handle.message(code)));
  }
  return certificates;
}

}  // namespace flk
