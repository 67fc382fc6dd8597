// SPDX-License-Identifier: GPL-3.0-or-later
// serve --admin-listen: health, readiness and figures, for whoever runs the
// machine: on a Unix socket or on loopback, plain HTTP, one short answer per
// connection.

#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <thread>
#include <vector>

#include <flock/base/fd.hpp>
#include <flock/base/log.hpp>

namespace flk {

struct AdminAnswer {
  int status = 200;
  std::string body;  // plain text, ended by LF
};

class AdminServer {
 public:
  // From the path to the answer; called on threads of the server's own, a few
  // at once, so that one that waits for the store holds up no other.
  using Handler = std::function<AdminAnswer(const std::string& path)>;

  // `listen` is unix:PATH (mode 0660; one that nobody listens on is replaced)
  // or a loopback ADDRESS:PORT. Serves at once. Throws Error (config).
  AdminServer(const std::string& listen, Handler handler, Log& log);
  ~AdminServer();

  // http://127.0.0.1:9100, with the port that the kernel picked, or unix:PATH.
  const std::string& url() const { return url_; }

 private:
  void run();
  // False when it ends before that time is over.
  bool pause();
  void serve(int fd);

  Handler handler_;
  Log& log_;
  std::string url_;
  std::string socket_path_;  // empty: on loopback
  std::uint64_t socket_inode_ = 0;
  Fd listener_;
  Fd wake_read_;
  Fd wake_write_;
  std::vector<std::thread> threads_;
};

}  // namespace flk
