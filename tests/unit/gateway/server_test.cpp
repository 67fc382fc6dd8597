// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/gateway/server.hpp>

#include <atomic>
#include <condition_variable>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include <flock/base/error.hpp>
#include <flock/http/client.hpp>

#include "support/certificates.hpp"
#include "support/raw_client.hpp"
#include "support/temp_dir.hpp"

namespace flk {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

// Answers with what it was asked; /hold waits until release().
class EchoServer {
 public:
  explicit EchoServer(const ServerOptions& options = loopback())
      : server_(
            options,
            [this, options](const GatewayRequest& request,
                            const Decide& decide) -> std::optional<Admission> {
              if (request.authorization == "nobody") {
                return Admission{unauthorized()};
              }
              if (request.target == "/none") {
                return Admission{failure(404, "none")};
              }
              Admission admission{{}, {}, options.max_body_bytes, "somebody"};
              if (!request.authorization.empty()) {
                admission.account = request.authorization;
              }
              if (request.target == "/slow-gate") {
                gates_.emplace_back([decide, admission] { decide(admission); });
                return std::nullopt;
              }
              return admission;
            },
            [this](GatewayRequest request, Respond respond) {
              ++requests;
              if (request.target == "/hold") {
                const std::lock_guard lock{mutex_};
                held_.push_back(std::move(respond));
                changed_.notify_all();
                return;
              }
              respond({200, request.method + " " + request.target + " " +
                                request.content_type + " " + request.body});
            },
            log_),
        thread_([this] { server_.run(); }) {}
  ~EchoServer() {
    server_.stop();
    release();
    thread_.join();
    for (auto& gate : gates_) gate.join();
  }
  EchoServer(const EchoServer&) = delete;
  EchoServer& operator=(const EchoServer&) = delete;

  static ServerOptions loopback() {
    ServerOptions options;
    options.listen = ListenAddress::parse("127.0.0.1:0");
    options.threads = 2;
    return options;
  }

  std::string url(const std::string& path) { return server_.url() + path; }
  int port() {
    const auto url = server_.url();
    return std::stoi(url.substr(url.rfind(':') + 1));
  }
  void stop() { server_.stop(); }
  std::size_t connections() const { return server_.connections(); }
  std::uint64_t answers(int status) const { return server_.answers(status); }
  void wait_until_held() {
    std::unique_lock lock{mutex_};
    changed_.wait(lock, [this] { return !held_.empty(); });
  }
  void release() {
    const std::lock_guard lock{mutex_};
    for (auto& respond : held_) respond({200, "held"});
    held_.clear();
  }

  std::atomic<int> requests = 0;

 private:
  Log log_{"test", LogFormat::daemon, LogLevel::error, -1};
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<Respond> held_;
  std::vector<std::thread> gates_;
  Server server_;
  std::thread thread_;
};

HttpAnswer post(HttpClient& client, const std::string& url,
                std::string_view body) {
  HttpRequest request;
  request.method = "POST";
  request.url = url;
  request.headers = {{"Content-Type", "text/x"}};
  request.body = body;
  return client.send(request);
}

TEST(Server, HandsRequestsOverAndAnswers) {
  EchoServer server;
  HttpClient client{{}};
  for (int i = 0; i < 3; ++i) {
    const auto answer = post(client, server.url("/x?y"), "body");
    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(answer.body, "POST /x?y text/x body");
  }
}

TEST(Server, TakesLongBodies) {
  EchoServer server;
  HttpClient client{{}};
  const std::string body(10 << 20, 'x');
  EXPECT_EQ(post(client, server.url("/"), body).body.size(),
            std::string("POST / text/x ").size() + body.size());
}

TEST(Server, SpeaksTlsOnManyConnections) {
  TempDir folder;
  const TestCertificates certificates{folder.path()};
  auto options = EchoServer::loopback();
  options.certificate_file = certificates.chain_file;
  options.key_file = certificates.key_file;
  EchoServer server{options};
  EXPECT_THAT(server.url(""), StartsWith("https://127.0.0.1:"));
  HttpClientOptions client_options;
  client_options.ca_file = certificates.ca_file;
  std::vector<std::thread> threads;
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back([&] {
      HttpClient client{client_options};
      const std::string body(300000, 'x');
      for (int n = 0; n < 10; ++n) {
        const auto answer = post(client, server.url("/"), body);
        EXPECT_EQ(answer.status, 200) << answer.reason;
        EXPECT_EQ(answer.body.size(), body.size() + 14);
      }
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(server.requests, 80);
}

TEST(Server, ServesOthersWhileOneWaits) {
  EchoServer server;
  std::thread waits{[&] {
    HttpClient client{{}};
    EXPECT_EQ(post(client, server.url("/hold"), "").body, "held");
  }};
  server.wait_until_held();
  HttpClient client{{}};
  for (int i = 0; i < 4; ++i) {
    EXPECT_EQ(post(client, server.url("/"), "").status, 200);
  }
  server.release();
  waits.join();
}

TEST(Server, TakesAByteAtATimeAndPipelines) {
  EchoServer server;
  RawClient client{server.port()};
  const std::string request =
      "POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc";
  for (const char c : request) EXPECT_TRUE(client.send({c}));
  EXPECT_THAT(client.receive_until("abc"), HasSubstr("POST /a  abc"));
  client.send(
      "GET /1 HTTP/1.1\r\nHost: x\r\n\r\nGET /2 HTTP/1.1\r\nHost: "
      "x\r\nConnection: close\r\n\r\n");
  const auto answers = client.receive_all();
  EXPECT_THAT(answers, HasSubstr("GET /1"));
  EXPECT_THAT(answers, HasSubstr("GET /2"));
}

TEST(Server, TakesChunkedBodies) {
  EchoServer server;
  RawClient client{server.port()};
  client.send(
      "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nConnection: "
      "close\r\n"
      "\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n");
  EXPECT_THAT(client.receive_all(), HasSubstr("POST /  abcde"));
}

TEST(Server, TellsAClientThatAsksToGoOn) {
  EchoServer server;
  RawClient client{server.port()};
  client.send(
      "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nExpect: "
      "100-continue\r\n"
      "Connection: close\r\n\r\n");
  EXPECT_THAT(client.receive_until("\r\n\r\n"),
              StartsWith("HTTP/1.1 100 Continue"));
  client.send("abc");
  EXPECT_THAT(client.receive_all(), HasSubstr("POST /  abc"));
}

// RFC 9110 section 10.1.1: it would not know that the answer is still to come.
TEST(Server, TellsNoHttp10ClientToGoOn) {
  EchoServer server;
  RawClient client{server.port()};
  client.send(
      "POST / HTTP/1.0\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\n");
  client.send("abc");
  EXPECT_THAT(client.receive_all(), StartsWith("HTTP/1.1 200 "));
}

// RFC 9112 section 3.2.
TEST(Server, WantsOneHostOfHttp11) {
  EchoServer server;
  for (const auto* hosts : {"", "Host: x\r\nHost: x\r\n"}) {
    RawClient client{server.port()};
    client.send(std::string("GET / HTTP/1.1\r\n") + hosts + "\r\n");
    EXPECT_THAT(client.receive_all(), StartsWith("HTTP/1.1 400 ")) << hosts;
  }
  EXPECT_EQ(server.requests, 0);
}

TEST(Server, TakesATargetInEachForm) {
  EchoServer server;
  RawClient client{server.port()};
  client.send("GET http://x:5000/p%69ng?a=%69 HTTP/1.1\r\nHost: x\r\n\r\n");
  EXPECT_NE(client.receive_until("GET /ping?a=%69 "), "");
}

TEST(Server, LeavesTheBodyOutForHead) {
  EchoServer server;
  RawClient client{server.port()};
  client.send("HEAD / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
  const auto answer = client.receive_all();
  EXPECT_THAT(answer, HasSubstr("Content-Length: 8\r\n"));
  EXPECT_TRUE(answer.ends_with("\r\n\r\n"));
}

TEST(Server, KeepsAnHttp10ConnectionOnlyWhenAsked) {
  EchoServer server;
  RawClient closes{server.port()};
  closes.send("GET / HTTP/1.0\r\n\r\n");
  EXPECT_THAT(closes.receive_all(), HasSubstr("Connection: close"));
  RawClient keeps{server.port()};
  keeps.send("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
  EXPECT_THAT(keeps.receive_until("GET /"),
              HasSubstr("Connection: keep-alive"));
}

TEST(Server, RefusesABodyThatIsTooLongAndIsHeard) {
  auto options = EchoServer::loopback();
  options.max_body_bytes = 1000;
  EchoServer server{options};
  for (const auto* framing : {"Content-Length: 2000000\r\n\r\n",
                              "Transfer-Encoding: chunked\r\n\r\n1e8480\r\n"}) {
    RawClient client{server.port()};
    client.send(std::string("POST / HTTP/1.1\r\nHost: x\r\n") + framing);
    client.send(std::string(2000000, 'x'));
    EXPECT_THAT(client.receive_all(), StartsWith("HTTP/1.1 413 ")) << framing;
  }
  EXPECT_EQ(server.requests, 0);
}

// Whoever is not let in is answered before a byte of the body has come.
TEST(Server, DecidesByTheHeaderAlone) {
  EchoServer server;
  for (const auto* framing :
       {"Content-Length: 100000000000", "Transfer-Encoding: chunked"}) {
    RawClient client{server.port()};
    client.send("POST / HTTP/1.1\r\nHost: x\r\nAuthorization: nobody\r\n" +
                std::string(framing) + "\r\nExpect: 100-continue\r\n\r\n");
    const auto answer = client.receive_all();
    EXPECT_THAT(answer, StartsWith("HTTP/1.1 401 "));
    EXPECT_THAT(answer, HasSubstr("Connection: close"));
  }
  RawClient rude{server.port()};
  rude.send(
      "POST / HTTP/1.1\r\nHost: x\r\nAuthorization: nobody\r\nContent-Length: "
      "2000000\r\n\r\n");
  rude.send(std::string(2000000, 'x'));
  EXPECT_THAT(rude.receive_all(), StartsWith("HTTP/1.1 401 "));
  EXPECT_EQ(server.requests, 0);
}

TEST(Server, AnswersThousandsAtOnceThatItDoesNotLetIn) {
  EchoServer server;
  RawClient client{server.port()};
  std::string text =
      "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n" +
      std::string(100000, 'x');
  for (int i = 0; i < 3000; ++i)
    text += "GET /none HTTP/1.1\r\nHost: x\r\n\r\n";
  text += "GET /last HTTP/1.1\r\nHost: x\r\n\r\n";
  client.send(text);
  EXPECT_NE(client.receive_until("GET /last"), "");
}

TEST(Server, WaitsForTheDecisionAndThenReadsTheBody) {
  EchoServer server;
  HttpClient client{{}};
  for (const std::size_t size : {0, 3, 300000}) {
    const std::string body(size, 'x');
    const auto answer = post(client, server.url("/slow-gate"), body);
    EXPECT_EQ(answer.body, "POST /slow-gate text/x " + body);
  }
}

TEST(Server, LeavesMemoryForOthersThanTheOneWhoTakesMuch) {
  auto options = EchoServer::loopback();
  options.max_inflight_bytes = 100000;
  options.max_body_bytes = 50000;
  EchoServer server{options};
  const auto request = [](const std::string& path, const std::string& who) {
    return "POST " + path + " HTTP/1.1\r\nHost: x\r\nAuthorization: " + who +
           "\r\nContent-Length: 30000\r\n\r\n" + std::string(30000, 'x');
  };
  RawClient first{server.port()};
  first.send(request("/hold", "ann"));
  server.wait_until_held();
  RawClient second{server.port()};
  second.send(request("/", "ann"));
  EXPECT_THAT(second.receive_all(), StartsWith("HTTP/1.1 503 "));
  RawClient other{server.port()};
  other.send(request("/", "bob"));
  EXPECT_THAT(other.receive_until("POST /"), StartsWith("HTTP/1.1 200 "));
}

TEST(Server, RefusesAHeaderThatIsTooLong) {
  EchoServer server;
  RawClient client{server.port()};
  client.send("GET / HTTP/1.1\r\nHost: x\r\nX: " + std::string(20000, 'x'));
  EXPECT_THAT(client.receive_all(), StartsWith("HTTP/1.1 431 "));
}

TEST(Server, RefusesWhatIsTooLongBetweenAndBehindChunks) {
  EchoServer server;
  const std::string head =
      "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n";
  for (const auto& rest : {"1;" + std::string(200000, 'x') + "\r\na\r\n",
                           "0\r\nX: " + std::string(200000, 'x') + "\r\n\r\n",
                           std::string(200000, '1')}) {
    RawClient client{server.port()};
    client.send(head + rest);
    EXPECT_THAT(client.receive_all(), testing::ContainsRegex("^HTTP/1.1 4.."));
  }
  EXPECT_EQ(server.requests, 0);
  // A trailer of a common length is taken, and serves nobody.
  RawClient client{server.port()};
  client.send(head + "1\r\na\r\n0\r\nX: " + std::string(1000, 'x') +
              "\r\n\r\n");
  EXPECT_THAT(client.receive_until("a"), StartsWith("HTTP/1.1 200 "));
}

// Beast throws at fields longer than 64 KiB.
TEST(Server, SurvivesATrailerThatItsParserThrowsAt) {
  EchoServer server;
  for (const std::size_t first : {1, 100, 10000, 60000}) {
    RawClient client{server.port()};
    client.send(
        "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: "
        "chunked\r\n\r\n0\r\nX: " +
        std::string(first, 'x'));
    client.send(std::string(66000 - first, 'x') + "\r\n\r\n");
    client.receive_all();
  }
  RawClient other{server.port()};
  other.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
  EXPECT_THAT(other.receive_until("GET /"), StartsWith("HTTP/1.1 200 "));
}

TEST(Server, RefusesWhatIsNotHttp) {
  EchoServer server;
  for (const auto* text :
       {"nonsense\r\n\r\n", "GET /\r\n\r\n", "GET / HTTP/9.9\r\n\r\n",
        "\x16\x03\x01\x02\r\n",
        "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n"}) {
    RawClient client{server.port()};
    client.send(text);
    EXPECT_THAT(client.receive_all(), StartsWith("HTTP/1.1 400 ")) << text;
  }
  EXPECT_EQ(server.requests, 0);
}

// RFC 9112 section 6.1: who reads on after one of these serves what others
// have smuggled.
TEST(Server, ServesNothingBehindARequestWhoseEndIsInDoubt) {
  EchoServer server;
  const std::string smuggled = "GET /smuggled HTTP/1.1\r\nHost: x\r\n\r\n";
  for (const std::string head :
       {"Transfer-Encoding: xchunked\r\nContent-Length: 4\r\n",
        "Content-Length: 4\r\nTransfer-Encoding: xchunked\r\n",
        "Transfer-Encoding: xchunked\r\n", "Transfer-Encoding:\r\n",
        "Transfer-Encoding: gzip, chunked\r\n",
        "Transfer-Encoding: chunked, identity\r\n",
        "Transfer-Encoding: x\r\nTransfer-Encoding: chunked\r\n",
        "Transfer-Encoding: chunked\r\nContent-Length: 4\r\n",
        "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n",
        "Content-Length: 4\r\nContent-Length: 5\r\n",
        "Content-Length: +4\r\n"}) {
    RawClient client{server.port()};
    client.send("POST / HTTP/1.1\r\nHost: x\r\n" + head + "\r\n0\r\n\r\n" +
                smuggled);
    const auto answers = client.receive_all();
    EXPECT_THAT(answers, testing::ContainsRegex("^HTTP/1.1 (400|501) "))
        << head;
    EXPECT_EQ(answers.find("\nHTTP/1.1 "), std::string::npos) << answers;
  }
  RawClient old{server.port()};
  old.send("POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n");
  EXPECT_THAT(old.receive_all(), StartsWith("HTTP/1.1 400 "));
  EXPECT_EQ(server.requests, 0);
}

TEST(Server, BoundsTheMemoryOfAllBodies) {
  auto options = EchoServer::loopback();
  options.max_inflight_bytes = 100000;
  EchoServer server{options};
  RawClient half{server.port()};
  half.send("POST /hold HTTP/1.1\r\nHost: x\r\nContent-Length: 60000\r\n\r\n" +
            std::string(60000, 'x'));
  server.wait_until_held();
  HttpClient client{{}};
  const auto refused = post(client, server.url("/"), std::string(60000, 'x'));
  EXPECT_EQ(refused.status, 503);
  EXPECT_TRUE(refused.retry_after);
  server.release();
  half.receive_until("held");
  EXPECT_EQ(post(client, server.url("/"), std::string(60000, 'x')).status, 200);
}

TEST(Server, CountsAnswersThatItGivesByItself) {
  auto options = EchoServer::loopback();
  options.max_body_bytes = 1000;
  options.max_inflight_bytes = 500;
  EchoServer server{options};
  const auto answer_to = [&](const std::string& text) {
    RawClient client{server.port()};
    client.send(text);
    return client.receive_until("\r\n\r\n").substr(9, 3);
  };
  EXPECT_EQ(answer_to("GET / HTTP/1.1\r\nHost: x\r\n\r\n"), "200");
  EXPECT_EQ(answer_to("GET /none HTTP/1.1\r\nHost: x\r\n\r\n"), "404");
  EXPECT_EQ(
      answer_to("GET / HTTP/1.1\r\nHost: x\r\nX: " + std::string(20000, 'x')),
      "431");
  EXPECT_EQ(
      answer_to("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1001\r\n\r\n"),
      "413");
  EXPECT_EQ(
      answer_to("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n" +
                std::string(1000, 'x')),
      "503");
  for (const int status : {200, 404, 413, 431, 503}) {
    EXPECT_EQ(server.answers(status), 1u) << status;
  }
}

TEST(Server, CutsADripOfBytes) {
  auto options = EchoServer::loopback();
  options.request_timeout = Milliseconds{200};
  EchoServer server{options};
  RawClient client{server.port()};
  int bytes = 0;
  do {
    client.send("x");
    ++bytes;
  } while (!client.closed_within(Milliseconds{20}));
  EXPECT_LT(bytes, 1000);  // else it was the header's bound
  EXPECT_EQ(server.requests, 0);
}

TEST(Server, ClosesAnIdleConnection) {
  auto options = EchoServer::loopback();
  options.idle_timeout = Milliseconds{100};
  EchoServer server{options};
  RawClient client{server.port()};
  EXPECT_EQ(client.receive_all(), "");
  RawClient second{server.port()};
  second.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
  EXPECT_THAT(second.receive_all(), HasSubstr("GET /"));
}

TEST(Server, TakesSoManyConnectionsAndNoMore) {
  auto options = EchoServer::loopback();
  options.max_connections = 2;
  options.max_connections_per_address = 2;
  EchoServer server{options};
  RawClient first{server.port()};
  RawClient second{server.port()};
  for (auto* client : {&first, &second}) {
    client->send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
    EXPECT_NE(client->receive_until("GET /"), "");
  }
  RawClient third{server.port()};
  third.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
  EXPECT_EQ(third.receive_all(), "");
}

TEST(Server, TakesNoMoreOfOneAddressThanItMayHave) {
  auto options = EchoServer::loopback();
  options.max_connections_per_address = 2;
  const auto serves = [](RawClient& client) {
    client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
    return client.receive_until("GET /") != "";
  };
  {
    EchoServer server{options};
    auto first = std::make_unique<RawClient>(server.port());
    RawClient second{server.port()};
    EXPECT_TRUE(serves(*first));
    EXPECT_TRUE(serves(second));
    RawClient third{server.port()};
    EXPECT_FALSE(serves(third));
    // One that goes makes room.
    first.reset();
    while (server.connections() > 1) std::this_thread::yield();
    RawClient fourth{server.port()};
    EXPECT_TRUE(serves(fourth));
  }
  options.trusted_proxies = TrustedProxies{{"127.0.0.0/8"}};
  EchoServer behind_proxy{options};
  std::vector<std::unique_ptr<RawClient>> clients;
  for (int i = 0; i < 5; ++i) {
    clients.push_back(std::make_unique<RawClient>(behind_proxy.port()));
    EXPECT_TRUE(serves(*clients.back())) << i;
  }
}

TEST(Server, LeavesAQuarterOfTheConnectionsForOtherAddresses) {
  auto options = EchoServer::loopback();
  options.max_connections = 8;
  EchoServer server{options};
  std::vector<std::unique_ptr<RawClient>> clients;
  for (int i = 0; i < 7; ++i) {
    clients.push_back(std::make_unique<RawClient>(server.port()));
    clients.back()->send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
    EXPECT_EQ(clients.back()->receive_until("GET /") != "", i < 6) << i;
  }
}

TEST(Server, WaitsNotLongForAHandshake) {
  TempDir folder;
  const TestCertificates certificates{folder.path()};
  auto options = EchoServer::loopback();
  options.certificate_file = certificates.chain_file;
  options.key_file = certificates.key_file;
  options.handshake_timeout = Milliseconds{100};
  EchoServer server{options};
  RawClient silent{server.port()};
  EXPECT_EQ(silent.receive_all(), "");
}

TEST(Server, AnswersWhatIsUnderWayBeforeItStops) {
  auto server = std::make_unique<EchoServer>();
  RawClient idle{server->port()};
  idle.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
  idle.receive_until("GET /");
  RawClient busy{server->port()};
  busy.send("GET /hold HTTP/1.1\r\nHost: x\r\n\r\n");
  server->wait_until_held();
  server->stop();
  EXPECT_EQ(idle.receive_all(), "");  // closed
  server->release();
  const auto answer = busy.receive_all();
  EXPECT_THAT(answer, StartsWith("HTTP/1.1 200 OK"));
  EXPECT_THAT(answer, HasSubstr("Connection: close"));
  EXPECT_TRUE(answer.ends_with("held"));
  const auto port = server->port();
  server.reset();
  EXPECT_EQ(RawClient{port}.receive_all(), "");
}

TEST(Server, SaysThatItCannotListen) {
  EchoServer server;
  auto options = EchoServer::loopback();
  options.listen.port = static_cast<std::uint16_t>(server.port());
  try {
    EchoServer second{options};
    ADD_FAILURE() << "listens twice";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::config);
    EXPECT_THAT(error.what(), HasSubstr("already in use"));
  }
}

}  // namespace
}  // namespace flk
