// SPDX-License-Identifier: GPL-3.0-or-later
// A plain connection to loopback, for requests that no HTTP client would send.

#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <string>

#include <flock/base/fd.hpp>

namespace flk {

class RawClient {
 public:
  explicit RawClient(int port) : fd_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    ::connect(fd_.get(), reinterpret_cast<const sockaddr*>(&address),
              sizeof address);
    const timeval patience{20, 0};  // a test that hangs fails instead
    ::setsockopt(fd_.get(), SOL_SOCKET, SO_RCVTIMEO, &patience,
                 sizeof patience);
  }

  bool send(const std::string& bytes) {
    std::size_t done = 0;
    while (done < bytes.size()) {
      const auto count = ::send(fd_.get(), bytes.data() + done,
                                bytes.size() - done, MSG_NOSIGNAL);
      if (count <= 0) return false;
      done += static_cast<std::size_t>(count);
    }
    return true;
  }

  // Until `end` has come, or the connection is closed.
  std::string receive_until(const std::string& end) {
    std::string text;
    char block[4096];
    while (text.find(end) == std::string::npos) {
      const auto count = ::recv(fd_.get(), block, sizeof block, 0);
      if (count <= 0) break;
      text.append(block, static_cast<std::size_t>(count));
    }
    return text;
  }
  std::string receive_all() { return receive_until(std::string("\0\0", 2)); }

  // Whether the connection's end comes within that time.
  bool closed_within(std::chrono::milliseconds time) {
    char byte = 0;
    return readable(fd_.get(), time) && ::recv(fd_.get(), &byte, 1, 0) <= 0;
  }

 private:
  Fd fd_;
};

}  // namespace flk
