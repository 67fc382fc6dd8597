// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/gateway/admin_server.hpp>

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstring>

#include <flock/base/error.hpp>
#include <flock/gateway/listen.hpp>

namespace flk {
namespace {

constexpr std::chrono::milliseconds kPatience{2000};
constexpr std::size_t kMaxHeader = 8 << 10;
constexpr int kThreads = 4;

[[noreturn]] void cannot_listen(const std::string& where) {
  throw_errno(ErrorKind::config, "cannot listen on " + quoted(where));
}

// A socket that nobody listens on any more is of a process that was killed.
bool has_listener(const sockaddr_un& address) {
  const Fd probe{
      ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)};
  return ::connect(probe.get(), reinterpret_cast<const sockaddr*>(&address),
                   sizeof address) == 0 ||
         errno != ECONNREFUSED;
}

void remove_old_socket(const std::string& path, const sockaddr_un& address) {
  struct stat info {};
  if (::lstat(path.c_str(), &info) != 0 || !S_ISSOCK(info.st_mode)) return;
  if (has_listener(address)) {
    throw Error(
        ErrorKind::config,
        "cannot listen on unix:" + path + ": another process listens there",
        "give each gateway a socket of its own");
  }
  ::unlink(path.c_str());
}

std::uint64_t inode_of(const std::string& path) {
  struct stat info {};
  return ::lstat(path.c_str(), &info) == 0 ? info.st_ino : 0;
}

Fd listen_unix(const std::string& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.empty() || path.size() >= sizeof address.sun_path) {
    throw Error(ErrorKind::config, "cannot listen on unix:" + path +
                                       ": its name has no or too "
                                       "many characters");
  }
  std::memcpy(address.sun_path, path.c_str(), path.size() + 1);
  remove_old_socket(path, address);
  Fd fd{::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)};
  // Before anybody can connect.
  const auto mask = ::umask(0117);
  const int bound = ::bind(
      fd.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address);
  ::umask(mask);
  if (!fd || bound != 0 || ::listen(fd.get(), 16) != 0) {
    cannot_listen("unix:" + path);
  }
  return fd;
}

Fd listen_loopback(const std::string& text, std::string& url) {
  auto where = ListenAddress::parse(text);
  if (!where.loopback) {
    throw Error(ErrorKind::config,
                "will not listen on " + quoted(text) +
                    " for administrators: it is not "
                    "loopback",
                "127.0.0.1:9100 or unix:/run/flock-gateway/admin.sock, say");
  }
  const bool v6 = where.address.find(':') != std::string::npos;
  sockaddr_in6 six{};
  sockaddr_in four{};
  six.sin6_family = AF_INET6;
  four.sin_family = AF_INET;
  six.sin6_port = four.sin_port = htons(where.port);
  ::inet_pton(v6 ? AF_INET6 : AF_INET, where.address.c_str(),
              v6 ? static_cast<void*>(&six.sin6_addr)
                 : static_cast<void*>(&four.sin_addr));
  auto* address = v6 ? reinterpret_cast<sockaddr*>(&six)
                     : reinterpret_cast<sockaddr*>(&four);
  socklen_t size = v6 ? sizeof six : sizeof four;
  Fd fd{::socket(address->sa_family, SOCK_STREAM | SOCK_CLOEXEC, 0)};
  const int on = 1;
  ::setsockopt(fd.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  if (!fd || ::bind(fd.get(), address, size) != 0 ||
      ::listen(fd.get(), 16) != 0 ||
      ::getsockname(fd.get(), address, &size) != 0) {
    cannot_listen(text);
  }
  where.port = ntohs(v6 ? six.sin6_port : four.sin_port);
  url = "http://" + where.text();
  return fd;
}

// The first line of a request; empty where none comes in time.
std::string read_request(int fd) {
  const auto end = std::chrono::steady_clock::now() + kPatience;
  std::string text;
  while (text.size() < kMaxHeader &&
         text.find("\r\n\r\n") == std::string::npos) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
        end - std::chrono::steady_clock::now());
    pollfd ready{fd, POLLIN, 0};
    if (left.count() <= 0 ||
        ::poll(&ready, 1, static_cast<int>(left.count())) <= 0) {
      return {};
    }
    char block[1024];
    const auto count = ::recv(fd, block, sizeof block, 0);
    if (count <= 0) return {};
    text.append(block, static_cast<std::size_t>(count));
  }
  return text.substr(0, text.find("\r\n"));
}

std::string http_of(const AdminAnswer& answer, bool with_body) {
  const char* reason = answer.status == 200   ? "OK"
                       : answer.status == 404 ? "Not Found"
                       : answer.status == 405 ? "Method Not Allowed"
                                              : "Service Unavailable";
  return "HTTP/1.1 " + std::to_string(answer.status) + " " + reason +
         "\r\nContent-Type: text/plain; version=0.0.4; charset=utf-8"
         "\r\nContent-Length: " +
         std::to_string(answer.body.size()) + "\r\nConnection: close\r\n\r\n" +
         (with_body ? answer.body : "");
}

}  // namespace

AdminServer::AdminServer(const std::string& listen, Handler handler, Log& log)
    : handler_(std::move(handler)), log_(log) {
  constexpr std::string_view kUnix = "unix:";
  if (listen.starts_with(kUnix)) {
    socket_path_ = listen.substr(kUnix.size());
    listener_ = listen_unix(socket_path_);
    socket_inode_ = inode_of(socket_path_);
    url_ = listen;
  } else {
    listener_ = listen_loopback(listen, url_);
  }
  int wake[2];
  if (::pipe2(wake, O_CLOEXEC) != 0) cannot_listen(listen);
  wake_read_ = Fd{wake[0]};
  wake_write_ = Fd{wake[1]};
  ::fcntl(listener_.get(), F_SETFL, O_NONBLOCK);
  for (int i = 0; i < kThreads; ++i) threads_.emplace_back([this] { run(); });
}

AdminServer::~AdminServer() {
  wake_write_ = Fd{};
  for (auto& thread : threads_) thread.join();
  // Unless somebody else has put another in its place.
  if (!socket_path_.empty() && inode_of(socket_path_) == socket_inode_) {
    ::unlink(socket_path_.c_str());
  }
}

void AdminServer::run() {
  while (true) {
    pollfd ready[] = {{listener_.get(), POLLIN, 0},
                      {wake_read_.get(), POLLIN, 0}};
    if (::poll(ready, 2, -1) < 0) continue;
    if (ready[1].revents != 0) return;
    const Fd client{::accept4(listener_.get(), nullptr, nullptr, SOCK_CLOEXEC)};
    if (client) {
      serve(client.get());
    } else if (errno != EAGAIN && errno != ECONNABORTED && !pause()) {
      return;
    }
  }
}

// Too many descriptors, as a rule: the client waits meanwhile.
bool AdminServer::pause() {
  constexpr int kPause = 200;
  pollfd ending{wake_read_.get(), POLLIN, 0};
  return ::poll(&ending, 1, kPause) <= 0;
}

void AdminServer::serve(int fd) {
  const auto line = read_request(fd);
  const bool head = line.starts_with("HEAD ");
  AdminAnswer answer{405, "GET or HEAD\n"};
  if (line.empty()) return;
  if (head || line.starts_with("GET ")) {
    const auto begin = line.find(' ') + 1;
    const auto target = line.substr(begin, line.find(' ', begin) - begin);
    try {
      answer = handler_(target.substr(0, target.find('?')));
    } catch (const std::exception& error) {
      log_.error("cannot answer an administrator", {{"reason", error.what()}});
      answer = {503, "failed\n"};
    }
  }
  const timeval patience{2, 0};
  ::setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
  const auto text = http_of(answer, !head);
  std::size_t sent = 0;
  while (sent < text.size()) {
    const auto count =
        ::send(fd, text.data() + sent, text.size() - sent, MSG_NOSIGNAL);
    if (count <= 0) return;
    sent += static_cast<std::size_t>(count);
  }
}

}  // namespace flk
