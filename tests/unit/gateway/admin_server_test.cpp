// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/gateway/admin_server.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <future>
#include <sys/un.h>
#include <unistd.h>

#include <string>

#include <flock/base/error.hpp>

#include "support/raw_client.hpp"
#include "support/temp_dir.hpp"

namespace flk {
namespace {

using testing::EndsWith;
using testing::HasSubstr;
using testing::StartsWith;

int port_of(const AdminServer& server) {
  return std::stoi(server.url().substr(server.url().rfind(':') + 1));
}

std::string get(int port, const std::string& path) {
  RawClient client{port};
  client.send("GET " + path + " HTTP/1.1\r\n\r\n");
  return client.receive_all();
}

class AdminServerTest : public testing::Test {
 protected:
  Log log_{"test", LogFormat::daemon, LogLevel::error, -1};
};

TEST_F(AdminServerTest, AnswersWhatItIsAsked) {
  AdminServer server{
      "127.0.0.1:0",
      [](const std::string& path) {
        return AdminAnswer{path == "/x" ? 200 : 404, path + "\n"};
      },
      log_};
  EXPECT_THAT(get(port_of(server), "/x?y"), StartsWith("HTTP/1.1 200 OK\r\n"));
  EXPECT_THAT(get(port_of(server), "/x?y"), EndsWith("\r\n\r\n/x\n"));
  EXPECT_THAT(get(port_of(server), "/"), StartsWith("HTTP/1.1 404 "));
  RawClient client{port_of(server)};
  client.send("POST /x HTTP/1.1\r\n\r\n");
  EXPECT_THAT(client.receive_all(), StartsWith("HTTP/1.1 405 "));
}

TEST_F(AdminServerTest, AnswersOthersWhileOneWaitsForTheStore) {
  std::promise<void> store;
  std::promise<void> asked;
  AdminServer server{"127.0.0.1:0",
                     [&](const std::string& path) {
                       if (path == "/readyz") {
                         asked.set_value();
                         store.get_future().wait();
                       }
                       return AdminAnswer{200, "ok\n"};
                     },
                     log_};
  const auto port = port_of(server);
  auto waiting =
      std::async(std::launch::async, [port] { return get(port, "/readyz"); });
  asked.get_future().wait();
  EXPECT_THAT(get(port, "/healthz"), HasSubstr("ok"));
  EXPECT_THAT(get(port, "/metrics"), HasSubstr("ok"));
  store.set_value();
  EXPECT_THAT(waiting.get(), HasSubstr("ok"));
}

TEST_F(AdminServerTest, TakesNobodysSocketAway) {
  TempDir folder;
  const auto path = folder / "admin.sock";
  const auto handler = [](const std::string&) { return AdminAnswer{}; };
  {
    const AdminServer first{"unix:" + path, handler, log_};
    try {
      const AdminServer second{"unix:" + path, handler, log_};
      ADD_FAILURE() << "listens twice";
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::config);
      EXPECT_THAT(error.what(), HasSubstr("another process listens there"));
    }
    EXPECT_EQ(::access(path.c_str(), F_OK), 0);
    ::unlink(path.c_str());
    const AdminServer third{"unix:" + path, handler, log_};
  }
  EXPECT_NE(::access(path.c_str(), F_OK), 0);
}

TEST_F(AdminServerTest, ReplacesTheSocketOfOneThatWasKilled) {
  TempDir folder;
  const auto path = folder / "admin.sock";
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  path.copy(address.sun_path, sizeof address.sun_path - 1);
  {
    const Fd killed{::socket(AF_UNIX, SOCK_STREAM, 0)};
    ASSERT_EQ(::bind(killed.get(), reinterpret_cast<const sockaddr*>(&address),
                     sizeof address),
              0);
  }
  const AdminServer server{
      "unix:" + path, [](const std::string&) { return AdminAnswer{}; }, log_};
  EXPECT_EQ(server.url(), "unix:" + path);
}

}  // namespace
}  // namespace flk
