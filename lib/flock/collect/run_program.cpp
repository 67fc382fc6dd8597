// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/collect/run_program.hpp>

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdlib>

#include <flock/base/error.hpp>
#include <flock/base/fd.hpp>
#include <flock/collect/text_fields.hpp>

extern char** environ;

namespace flk {
namespace {

constexpr std::size_t kMaxErrorBytes = 64 << 10;

using Deadline = std::chrono::steady_clock::time_point;

struct Pipe {
  Fd read_end;
  Fd write_end;

  Pipe() {
    int ends[2];
    if (::pipe(ends) != 0)
      throw_errno(ErrorKind::try_again, "cannot make a pipe");
    read_end = Fd{ends[0]};
    write_end = Fd{ends[1]};
    for (const int fd : ends) ::fcntl(fd, F_SETFD, FD_CLOEXEC);
    ::fcntl(ends[0], F_SETFL, O_NONBLOCK);
  }
};

// How the child starts: a process group of its own, so that all of it can be
// killed, and signals as the system has them.
class SpawnSettings {
 public:
  SpawnSettings(const Pipe& output, const Pipe& error) {
    ::posix_spawn_file_actions_init(&actions_);
    ::posix_spawn_file_actions_addopen(&actions_, 0, "/dev/null", O_RDONLY, 0);
    ::posix_spawn_file_actions_adddup2(&actions_, output.write_end.get(), 1);
    ::posix_spawn_file_actions_adddup2(&actions_, error.write_end.get(), 2);
    ::posix_spawnattr_init(&attributes_);
    sigset_t signals;
    ::sigemptyset(&signals);
    ::posix_spawnattr_setsigmask(&attributes_, &signals);
    ::sigaddset(&signals, SIGPIPE);
    ::posix_spawnattr_setsigdefault(&attributes_, &signals);
    ::posix_spawnattr_setpgroup(&attributes_, 0);
    ::posix_spawnattr_setflags(&attributes_, POSIX_SPAWN_SETPGROUP |
                                                 POSIX_SPAWN_SETSIGMASK |
                                                 POSIX_SPAWN_SETSIGDEF);
  }
  ~SpawnSettings() {
    ::posix_spawn_file_actions_destroy(&actions_);
    ::posix_spawnattr_destroy(&attributes_);
  }
  SpawnSettings(const SpawnSettings&) = delete;
  SpawnSettings& operator=(const SpawnSettings&) = delete;

  // Zero, or errno.
  int spawn(pid_t& pid, const std::string& path,
            const std::vector<std::string>& arguments) const {
    std::vector<std::string> texts{path};
    texts.insert(texts.end(), arguments.begin(), arguments.end());
    std::vector<char*> pointers;
    for (auto& text : texts) pointers.push_back(text.data());
    pointers.push_back(nullptr);
    return ::posix_spawn(&pid, path.c_str(), &actions_, &attributes_,
                         pointers.data(), environ);
  }

 private:
  posix_spawn_file_actions_t actions_;
  posix_spawnattr_t attributes_;
};

int wait_time(Deadline deadline) {
  const auto left = std::chrono::duration_cast<Milliseconds>(
      deadline - std::chrono::steady_clock::now());
  return static_cast<int>(std::clamp<std::int64_t>(left.count(), 0, 60000));
}

// Takes what the pipe has; false at its end.
bool drain(int fd, std::string& out, std::size_t max_bytes) {
  std::array<char, 65536> block;
  while (true) {
    const auto count = ::read(fd, block.data(), block.size());
    if (count > 0) {
      const auto room = max_bytes + 1 - std::min(max_bytes + 1, out.size());
      out.append(block.data(), std::min(static_cast<std::size_t>(count), room));
      if (out.size() > max_bytes) return true;
    } else if (count == 0) {
      return false;
    } else if (errno != EINTR) {
      return errno == EAGAIN;
    }
  }
}

// Reads both pipes to their ends. exited where both ended.
ProgramEnd read_all(Pipe& output, Pipe& error, ProgramResult& result,
                    const ProgramBounds& bounds, Deadline deadline) {
  std::array<pollfd, 2> pipes{
      {{output.read_end.get(), POLLIN, 0}, {error.read_end.get(), POLLIN, 0}}};
  while (pipes[0].fd >= 0 || pipes[1].fd >= 0) {
    const int wait = wait_time(deadline);
    if (wait == 0) return ProgramEnd::timed_out;
    if (::poll(pipes.data(), pipes.size(), wait) <= 0) continue;
    if (pipes[0].revents != 0 &&
        !drain(pipes[0].fd, result.output, bounds.max_output_bytes)) {
      pipes[0].fd = -1;
    }
    if (pipes[1].revents != 0 &&
        !drain(pipes[1].fd, result.error, kMaxErrorBytes)) {
      pipes[1].fd = -1;
    }
    if (result.output.size() > bounds.max_output_bytes) {
      return ProgramEnd::too_much_output;
    }
  }
  return ProgramEnd::exited;
}

// Until the child has ended, or the deadline: false.
bool reap(pid_t pid, int& status, Deadline deadline) {
  while (true) {
    const auto ended = ::waitpid(pid, &status, WNOHANG);
    if (ended == pid || (ended < 0 && errno != EINTR)) return true;
    if (wait_time(deadline) == 0) return false;
    ::poll(nullptr, 0, 5);
  }
}

void note_status(int status, ProgramResult& result) {
  const bool by_signal = WIFSIGNALED(status);
  result.end = by_signal ? ProgramEnd::signaled : ProgramEnd::exited;
  result.status = by_signal ? WTERMSIG(status) : WEXITSTATUS(status);
}

}  // namespace

ProgramResult run_program(const std::string& path,
                          const std::vector<std::string>& arguments,
                          const ProgramBounds& bounds) {
  const auto deadline = std::chrono::steady_clock::now() + bounds.timeout;
  Pipe output;
  Pipe error;
  ProgramResult result;
  pid_t pid = 0;
  result.status = SpawnSettings{output, error}.spawn(pid, path, arguments);
  if (result.status != 0) return result;
  output.write_end = Fd{};
  error.write_end = Fd{};
  result.end = read_all(output, error, result, bounds, deadline);
  int status = 0;
  if (result.end == ProgramEnd::exited && reap(pid, status, deadline)) {
    note_status(status, result);
    return result;
  }
  if (result.end == ProgramEnd::exited) result.end = ProgramEnd::timed_out;
  ::kill(-pid, SIGKILL);
  while (::waitpid(pid, &status, 0) < 0 && errno == EINTR) {
  }
  return result;
}

std::string find_program(std::string_view name) {
  const char* path = std::getenv("PATH");
  for (const auto folder : fields(path == nullptr ? "" : path, ':')) {
    if (!folder.starts_with('/')) continue;
    auto file = std::string(folder) + "/" + std::string(name);
    struct stat info {};
    if (::stat(file.c_str(), &info) == 0 && S_ISREG(info.st_mode) &&
        ::access(file.c_str(), X_OK) == 0) {
      return file;
    }
  }
  return {};
}

}  // namespace flk
