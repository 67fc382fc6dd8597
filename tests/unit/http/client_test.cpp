// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/http/client.hpp>

#include <cstdlib>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <string>

#include <flock/base/error.hpp>

#include "support/http_server.hpp"
#include "support/temp_dir.hpp"

namespace flk {
namespace {

using Request = HttpServer::Request;
using Reply = HttpServer::Reply;
using testing::HasSubstr;

HttpAnswer get(HttpClient& client, const std::string& url) {
  HttpRequest request;
  request.url = url;
  return client.send(request);
}

HttpAnswer post(HttpClient& client, const std::string& url,
                std::string_view body) {
  HttpRequest request;
  request.method = "POST";
  request.url = url;
  request.body = body;
  return client.send(request);
}

TEST(HttpClient, SendsWhatIsAskedAndNothingElse) {
  Request seen;
  HttpServer server{[&](const Request& request) {
    seen = request;
    return Reply{201, "stored", "Retry-After: 12\r\n"};
  }};
  HttpClientOptions options;
  options.user_agent = "flock-test/1";
  HttpClient client{options};
  HttpRequest request;
  request.method = "POST";
  request.url = server.url("/submit");
  request.headers = {{"Content-Type", "application/x-ndjson"}, {"X-Empty", ""}};
  request.body = "{}\n";
  const HttpCredentials credentials{"ann", SecretBytes::copy_of("pa:ss")};
  request.credentials = &credentials;
  const auto answer = client.send(request);
  EXPECT_EQ(answer.failure, HttpFailure::none);
  EXPECT_EQ(answer.status, 201);
  EXPECT_EQ(answer.body, "stored");
  EXPECT_EQ(answer.reason, "");
  EXPECT_EQ(answer.retry_after, Seconds{12});
  EXPECT_EQ(seen.method, "POST");
  EXPECT_EQ(seen.target, "/submit");
  EXPECT_EQ(seen.body, "{}\n");
  EXPECT_EQ(seen.headers["content-type"], "application/x-ndjson");
  EXPECT_EQ(seen.headers["x-empty"], "");
  EXPECT_EQ(seen.headers["user-agent"], "flock-test/1");
  EXPECT_EQ(seen.headers["authorization"], "Basic YW5uOnBhOnNz");
  EXPECT_EQ(seen.headers.count("expect"), 0u);
}

TEST(HttpClient, ForgetsCredentialsAndBodyWithTheRequest) {
  Request seen;
  HttpServer server{[&](const Request& request) {
    seen = request;
    return Reply{};
  }};
  HttpClient client{{}};
  HttpRequest request;
  request.method = "PUT";
  request.url = server.url();
  request.body = "secret";
  const HttpCredentials credentials{"ann", SecretBytes::copy_of("token")};
  request.credentials = &credentials;
  client.send(request);
  get(client, server.url());
  EXPECT_EQ(seen.method, "GET");
  EXPECT_EQ(seen.body, "");
  EXPECT_EQ(seen.number, 2);
  EXPECT_EQ(seen.headers.count("authorization"), 0u);
  EXPECT_EQ(seen.headers.count("content-type"), 0u);
}

TEST(HttpClient, KeepsOneConnectionAlive) {
  HttpServer server{[](const Request&) { return Reply{}; }};
  HttpClient client{{}};
  for (int i = 0; i < 5; ++i) {
    EXPECT_EQ(post(client, server.url(), std::string(100000, 'x')).status, 200);
  }
  HttpRequest head;
  head.method = "HEAD";
  head.url = server.url();
  EXPECT_EQ(client.send(head).status, 200);
  EXPECT_EQ(server.connections(), 1);
}

TEST(HttpClient, SurvivesAServerThatClosedTheConnection) {
  HttpServer server{[](const Request&) { return Reply{.close = true}; }};
  HttpClient client{{}};
  for (int i = 0; i < 5; ++i) {
    EXPECT_EQ(post(client, server.url(), "body").failure, HttpFailure::none);
  }
  EXPECT_EQ(server.connections(), 5);
}

TEST(HttpClient, SendsAgainWhereAStaleConnectionDiesWithTheRequest) {
  HttpServer server{[](const Request& request) {
    return Reply{.body = request.body, .hang_up = request.number == 2};
  }};
  HttpClient client{{}};
  EXPECT_EQ(post(client, server.url(), "one").body, "one");
  EXPECT_EQ(post(client, server.url(), "two").body, "two");
  EXPECT_EQ(server.connections(), 2);
}

TEST(HttpClient, ReportsAHangUpOnAFreshConnection) {
  HttpServer server{[](const Request&) { return Reply{.hang_up = true}; }};
  HttpClient client{{}};
  const auto answer = post(client, server.url(), "body");
  EXPECT_EQ(answer.failure, HttpFailure::unreachable);
  EXPECT_NE(answer.reason, "");
  EXPECT_EQ(answer.status, 0);
  EXPECT_TRUE(answer.may_have_been_sent);
}

TEST(HttpClient, DoesNotFollowRedirects) {
  HttpServer server{[](const Request& request) {
    EXPECT_EQ(request.target, "/");
    return Reply{302, "", "Location: /elsewhere\r\n"};
  }};
  HttpClient client{{}};
  EXPECT_EQ(get(client, server.url()).status, 302);
}

TEST(HttpClient, RefusesAnAnswerThatIsTooLong) {
  HttpServer server{[](const Request& request) {
    return Reply{.body = std::string(request.target == "/" ? 1001 : 1000, 'x')};
  }};
  HttpClientOptions options;
  options.max_answer_bytes = 1000;
  HttpClient client{options};
  EXPECT_EQ(get(client, server.url("/fits")).body.size(), 1000u);
  const auto answer = get(client, server.url());
  EXPECT_EQ(answer.failure, HttpFailure::unusable);
  EXPECT_EQ(answer.reason, "the answer is longer than 1000 bytes");
  EXPECT_EQ(answer.body, "");
}

TEST(HttpClient, CallsWhatIsNotHttpUnusable) {
  HttpServer server{[](const Request&) {
    return Reply{.raw = "220 mail.example \x1b[2J ESMTP\r\n"};
  }};
  HttpClient client{{}};
  const auto answer = get(client, server.url());
  EXPECT_EQ(answer.failure, HttpFailure::unusable);
  EXPECT_THAT(answer.reason, testing::Not(HasSubstr("\x1b")));
}

TEST(HttpClient, BreaksOffAfterTheTotalTime) {
  std::atomic<bool> over = false;
  HttpServer server{[&](const Request&) {
    while (!over) std::this_thread::yield();
    return Reply{};
  }};
  HttpClientOptions options;
  options.total_timeout = Milliseconds{100};
  HttpClient client{options};
  const auto answer = get(client, server.url());
  over = true;
  EXPECT_EQ(answer.failure, HttpFailure::unreachable);
  // The same each time, whatever it took.
  EXPECT_EQ(answer.reason, "operation timed out");
}

TEST(HttpClient, CallsAPortThatNobodyListensOnUnreachable) {
  int port = 0;
  {
    HttpServer server{[](const Request&) { return Reply{}; }};
    port = server.port();
  }
  HttpClient client{{}};
  const auto answer =
      get(client, "http://127.0.0.1:" + std::to_string(port) + "/");
  EXPECT_EQ(answer.failure, HttpFailure::unreachable);
  EXPECT_EQ(answer.reason, "failed to connect to 127.0.0.1 port " +
                               std::to_string(port) +
                               ": Couldn't connect to server");
  EXPECT_FALSE(answer.may_have_been_sent);
}

TEST(HttpClient, DoesNotAskAProxyForLoopback) {
  HttpServer server{[](const Request&) { return Reply{}; }};
  ::setenv("http_proxy", "http://127.0.0.1:1", 1);
  HttpClient client{{}};
  const auto answer = get(client, server.url());
  ::unsetenv("http_proxy");
  EXPECT_EQ(answer.status, 200);
}

TEST(HttpClient, ThrowsWhereTheUrlIsNone) {
  HttpClient client{{}};
  EXPECT_THROW(get(client, "not a url"), Error);
  EXPECT_THROW(client.served_certificates("ftp://localhost"), Error);
}

struct TlsServer {
  TempDir folder;
  TestCertificates certificates{folder.path()};
  std::atomic<int> requests = 0;
  HttpServer server{[this](const Request&) {
                      ++requests;
                      return Reply{};
                    },
                    &certificates};
};

TEST(HttpClient, TrustsTheCaThatItIsGiven) {
  TlsServer tls;
  HttpClientOptions options;
  options.ca_file = tls.certificates.ca_file;
  HttpClient client{options};
  const auto answer = get(client, tls.server.url());
  EXPECT_EQ(answer.failure, HttpFailure::none) << answer.reason;
  EXPECT_EQ(answer.status, 200);
}

TEST(HttpClient, TellsAnUntrustedCertificateFromAServerThatIsAway) {
  TlsServer tls;
  TempDir folder;
  HttpClientOptions options;
  options.ca_file = TestCertificates{folder.path()}.ca_file;
  for (const auto& ca_file : {options.ca_file, std::string()}) {
    options.ca_file = ca_file;
    HttpClient client{options};
    const auto answer = post(client, tls.server.url(), "secret");
    EXPECT_EQ(answer.failure, HttpFailure::untrusted) << answer.reason;
    EXPECT_THAT(answer.reason, HasSubstr("certificate"));
    EXPECT_THAT(answer.reason, HasSubstr(ca_file));
    EXPECT_FALSE(answer.may_have_been_sent);
  }
  EXPECT_EQ(tls.requests, 0);
}

TEST(HttpClient, TellsARefusedCertificateOfOursFromAServerThatIsAway) {
  TempDir folder;
  const TestCertificates certificates{folder.path()};
  TempDir other;
  const TestCertificates strangers{other.path()};
  for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
    HttpServer server{[](const Request&) { return Reply{}; }, &certificates,
                      version};
    HttpClientOptions options;
    options.ca_file = certificates.ca_file;
    options.certificate_file = strangers.chain_file;
    options.key_file = strangers.key_file;
    HttpClient client{options};
    const auto answer = get(client, server.url());
    EXPECT_EQ(answer.failure, HttpFailure::untrusted) << answer.reason;
    EXPECT_THAT(answer.reason, HasSubstr("does not trust our certificate"));
  }
}

TEST(HttpClient, SaysThatACertificateIsWanted) {
  TempDir folder;
  const TestCertificates certificates{folder.path()};
  HttpServer server{[](const Request&) { return Reply{}; }, &certificates,
                    TLS1_3_VERSION};
  HttpClientOptions options;
  options.ca_file = certificates.ca_file;
  HttpClient client{options};
  const auto answer = get(client, server.url());
  EXPECT_EQ(answer.failure, HttpFailure::untrusted) << answer.reason;
  EXPECT_THAT(answer.reason, HasSubstr("it wants a certificate"));
}

TEST(HttpClient, DoesNotTrustACertificateOfAnotherHost) {
  TempDir folder;
  const TestCertificates certificates{folder.path(), "DNS:other.example"};
  HttpServer server{[](const Request&) { return Reply{}; }, &certificates};
  HttpClientOptions options;
  options.ca_file = certificates.ca_file;
  HttpClient client{options};
  EXPECT_EQ(get(client, server.url()).failure, HttpFailure::untrusted);
}

TEST(HttpClient, NamesACaFileThatCannotBeUsed) {
  TlsServer tls;
  HttpClientOptions options;
  options.ca_file = tls.folder / "missing.crt";
  HttpClient missing{options};
  EXPECT_THROW(get(missing, tls.server.url()), Error);
  options.ca_file = tls.folder / "nonsense.crt";
  write_file(options.ca_file, "nonsense");
  HttpClient nonsense{options};
  try {
    get(nonsense, tls.server.url());
    ADD_FAILURE();
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::config);
    EXPECT_THAT(error.what(), HasSubstr("nonsense.crt"));
  }
}

TEST(HttpClient, ShowsTheServedCertificatesWithoutARequest) {
  TlsServer tls;
  HttpClient client{{}};
  const auto chain = client.served_certificates(tls.server.url());
  ASSERT_EQ(chain.size(), 2u);
  EXPECT_EQ(chain[0] + chain[1], contents(tls.certificates.chain_file));
  EXPECT_EQ(chain[1], contents(tls.certificates.ca_file));
  EXPECT_EQ(tls.requests, 0);
  // And nothing of that is trusted afterwards.
  EXPECT_EQ(get(client, tls.server.url()).failure, HttpFailure::untrusted);
}

TEST(HttpClient, FindsNoCertificatesWhereThereIsNoTls) {
  HttpServer server{[](const Request&) { return Reply{}; }};
  HttpClientOptions options;
  options.connect_timeout = Milliseconds{200};  // it waits for a request
  HttpClient client{options};
  EXPECT_THROW(client.served_certificates(server.url()), Error);
  auto url = server.url();
  EXPECT_THROW(client.served_certificates(url.replace(0, 4, "https")), Error);
}

}  // namespace
}  // namespace flk
