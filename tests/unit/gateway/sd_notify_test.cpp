// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/gateway/sd_notify.hpp>

#include <gtest/gtest.h>
#include <string>
#include <sys/socket.h>
#include <sys/un.h>

#include <cstdlib>
#include <cstring>

#include <flock/base/fd.hpp>

#include "support/temp_dir.hpp"

namespace flk {
namespace {

TEST(NotifyServiceManager, SendsTheStateToTheSocket) {
  TempDir folder;
  const auto path = folder / "notify";
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::strcpy(address.sun_path, path.c_str());
  const Fd fd{::socket(AF_UNIX, SOCK_DGRAM, 0)};
  ASSERT_EQ(::bind(fd.get(), reinterpret_cast<const sockaddr*>(&address),
                   sizeof address),
            0);
  ::setenv("NOTIFY_SOCKET", path.c_str(), 1);
  notify_service_manager("READY=1");
  ::unsetenv("NOTIFY_SOCKET");
  char message[100];
  const auto size = ::recv(fd.get(), message, sizeof message, MSG_DONTWAIT);
  ASSERT_GT(size, 0);
  EXPECT_EQ(std::string(message, static_cast<std::size_t>(size)), "READY=1");
}

TEST(NotifyServiceManager, DoesNothingWhereThereIsNone) {
  ::unsetenv("NOTIFY_SOCKET");
  notify_service_manager("READY=1");
  ::setenv("NOTIFY_SOCKET", "/nonexistent/notify", 1);
  notify_service_manager("READY=1");
  ::unsetenv("NOTIFY_SOCKET");
}

}  // namespace
}  // namespace flk
