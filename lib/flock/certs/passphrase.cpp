// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/certs/passphrase.hpp>

#include <fcntl.h>
#include <termios.h>
#include <unistd.h>

#include <csignal>

#include <flock/base/error.hpp>
#include <flock/base/fd.hpp>
#include <flock/base/file.hpp>

namespace flk {
namespace {

constexpr std::size_t kMaxPassphrase = 1024;

// The terminal without echo. SIGINT and the like wait until it is back as it
// was.
class SilentTerminal {
 public:
  explicit SilentTerminal(int fd) : fd_(fd) {
    sigset_t stops;
    ::sigemptyset(&stops);
    for (const int signal : {SIGINT, SIGTERM, SIGQUIT, SIGTSTP, SIGHUP}) {
      ::sigaddset(&stops, signal);
    }
    ::pthread_sigmask(SIG_BLOCK, &stops, &signals_);
    is_changed_ = ::tcgetattr(fd, &before_) == 0;
    auto silent = before_;
    silent.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    // Ctrl-C ends the line, and the run below, rather than nothing at all.
    silent.c_cc[VEOL] = silent.c_cc[VINTR];
    silent.c_lflag &= ~static_cast<tcflag_t>(ISIG);
    if (is_changed_) ::tcsetattr(fd, TCSAFLUSH, &silent);
    interrupt_ = static_cast<char>(before_.c_cc[VINTR]);
  }
  ~SilentTerminal() {
    if (is_changed_) ::tcsetattr(fd_, TCSAFLUSH, &before_);
    ::pthread_sigmask(SIG_SETMASK, &signals_, nullptr);
  }
  SilentTerminal(const SilentTerminal&) = delete;
  SilentTerminal& operator=(const SilentTerminal&) = delete;

  char interrupt() const { return interrupt_; }

 private:
  int fd_;
  bool is_changed_ = false;
  char interrupt_ = 3;
  termios before_{};
  sigset_t signals_{};
};

// The line in `buffer`, which is wiped.
SecretBytes line_in(std::string& buffer, const std::string& source) {
  const auto end = buffer.find_first_of("\r\n");
  auto line = SecretBytes::copy_of(std::string_view(buffer).substr(0, end));
  wipe(buffer);
  if (line.size() == 0) {
    throw Error(ErrorKind::config, "the passphrase in " + source + " is empty");
  }
  return line;
}

}  // namespace

SecretBytes Passphrase::from_file() const {
  auto text = read_secret_file(file_, kMaxPassphrase);
  return line_in(text, quoted(file_));
}

SecretBytes Passphrase::from_terminal(const std::string& prompt) const {
  const Fd terminal{::open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY)};
  if (!terminal) {
    throw Error(ErrorKind::config,
                "cannot ask for a passphrase: there is no terminal",
                "--passphrase-file FILE reads it from a file");
  }
  write_all(terminal.get(), prompt, "the terminal");
  std::string buffer(kMaxPassphrase, '\0');
  std::size_t used = 0;
  bool is_interrupted = false;
  {
    const SilentTerminal silent{terminal.get()};
    used =
        read_some(terminal.get(), buffer.data(), buffer.size(), "the terminal");
    is_interrupted = used > 0 && buffer[used - 1] == silent.interrupt();
  }
  write_all(terminal.get(), "\n", "the terminal");
  if (is_interrupted) ::raise(SIGINT);
  buffer.resize(used);
  return line_in(buffer, "this line");
}

SecretBytes Passphrase::existing(const std::string& what) const {
  if (!file_.empty()) return from_file();
  return from_terminal("Passphrase of " + what + ": ");
}

SecretBytes Passphrase::chosen(const std::string& what) const {
  if (!file_.empty()) return from_file();
  auto first = from_terminal("New passphrase for " + what + ": ");
  const auto second = from_terminal("The same again: ");
  if (!equal_in_constant_time(first.view(), second.view())) {
    throw Error(ErrorKind::config, "the two passphrases differ");
  }
  return first;
}

}  // namespace flk
