// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/base/passphrase.hpp>

#include <fcntl.h>
#include <sys/select.h>
#include <termios.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <optional>

#include <flock/base/error.hpp>
#include <flock/base/fd.hpp>
#include <flock/base/file.hpp>

namespace flk {
namespace {

constexpr std::size_t kMaxBytes = 1024;  // as minisign's

constexpr std::array kSignals = {SIGINT, SIGTERM, SIGQUIT, SIGHUP, SIGTSTP};

volatile std::sig_atomic_t caught_signal = 0;

extern "C" void note_signal(int signal) { caught_signal = signal; }

// What would end or stop the process is only noted, so that the terminal can be
// put back before; and only while wait_for() does. Ignored ones stay so.
class HeldSignals {
 public:
  HeldSignals() {
    caught_signal = 0;
    sigset_t held;
    ::sigemptyset(&held);
    struct sigaction note {};
    note.sa_handler = note_signal;
    for (std::size_t i = 0; i < kSignals.size(); ++i) {
      ::sigaction(kSignals[i], nullptr, &before_[i]);
      if (before_[i].sa_handler == SIG_IGN) continue;
      ::sigaddset(&held, kSignals[i]);
      ::sigaction(kSignals[i], &note, nullptr);
    }
    ::pthread_sigmask(SIG_BLOCK, &held, &mask_);
  }
  ~HeldSignals() {
    for (std::size_t i = 0; i < kSignals.size(); ++i) {
      ::sigaction(kSignals[i], &before_[i], nullptr);
    }
    ::pthread_sigmask(SIG_SETMASK, &mask_, nullptr);
  }
  HeldSignals(const HeldSignals&) = delete;
  HeldSignals& operator=(const HeldSignals&) = delete;

  // Whether there is something to read; false where a signal came.
  bool wait_for(int fd) const {
    fd_set wanted;
    do {
      FD_ZERO(&wanted);
      FD_SET(fd, &wanted);
      if (::pselect(fd + 1, &wanted, nullptr, nullptr, nullptr, &mask_) >= 0) {
        return true;
      }
    } while (errno == EINTR && caught_signal == 0);
    return caught_signal == 0;  // any other error is the read's as well
  }

 private:
  std::array<struct sigaction, kSignals.size()> before_{};
  sigset_t mask_{};
};

// The terminal without echo, until it goes out of scope.
class QuietTerminal {
 public:
  QuietTerminal() : fd_(::open("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC)) {
    if (!fd_ || ::tcgetattr(fd_.get(), &before_) != 0) {
      throw Error(ErrorKind::config,
                  "cannot ask for the passphrase: there is no terminal",
                  "--passphrase-file FILE reads it from a file");
    }
    auto quiet = before_;
    quiet.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    ::tcsetattr(fd_.get(), TCSAFLUSH, &quiet);
  }
  ~QuietTerminal() { ::tcsetattr(fd_.get(), TCSAFLUSH, &before_); }
  QuietTerminal(const QuietTerminal&) = delete;
  QuietTerminal& operator=(const QuietTerminal&) = delete;

  // nullopt where a signal came.
  std::optional<SecretBytes> ask(const std::string& question) {
    write_all(fd_.get(), question + ": ", "the terminal");
    auto line = read_line();
    write_all(fd_.get(), "\n", "the terminal");
    return line;
  }

 private:
  std::optional<SecretBytes> read_line() {
    SecretBytes line{kMaxBytes};
    for (std::size_t size = 0; size < kMaxBytes; ++size) {
      char c = 0;
      if (!signals_.wait_for(fd_.get())) return std::nullopt;
      if (read_some(fd_.get(), &c, 1, "the terminal") == 0 || c == '\n') {
        return SecretBytes::copy_of(line.view().substr(0, size));
      }
      line.data()[size] = static_cast<unsigned char>(c);
    }
    throw Error(ErrorKind::config,
                "the passphrase is longer than 1023 characters");
  }

  Fd fd_;
  termios before_{};
  HeldSignals signals_;  // from before the echo is off until it is on again
};

SecretBytes ask(const std::string& question) {
  while (true) {
    if (auto line = QuietTerminal().ask(question)) return *std::move(line);
    // Ends the process, or stops it until it is to go on.
    ::raise(caught_signal);
  }
}

SecretBytes first_line_of(const std::string& file) {
  auto text = read_secret_file(file, kMaxBytes);
  const auto line =
      std::string_view(text).substr(0, text.find_first_of("\r\n"));
  auto passphrase = SecretBytes::copy_of(line);
  wipe(text);
  return passphrase;
}

SecretBytes not_empty(SecretBytes passphrase) {
  if (passphrase.size() == 0) {
    throw Error(ErrorKind::config, "the passphrase is empty");
  }
  return passphrase;
}

}  // namespace

SecretBytes read_passphrase(const std::string& file,
                            const std::string& question) {
  return not_empty(file.empty() ? ask(question) : first_line_of(file));
}

SecretBytes choose_passphrase(const std::string& file,
                              const std::string& question) {
  if (!file.empty()) return read_passphrase(file, question);
  auto passphrase = not_empty(ask(question));
  const auto again = ask(question + ", once more");
  if (!equal_in_constant_time(passphrase.view(), again.view())) {
    throw Error(ErrorKind::config, "the two passphrases differ");
  }
  return passphrase;
}

}  // namespace flk
