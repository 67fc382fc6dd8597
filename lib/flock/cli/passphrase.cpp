// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/cli/passphrase.hpp>

#include <fcntl.h>
#include <termios.h>
#include <unistd.h>

#include <flock/base/error.hpp>
#include <flock/base/fd.hpp>
#include <flock/base/file.hpp>

namespace flk {
namespace {

constexpr std::size_t kMaxBytes = 1024;  // as minisign's

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

  SecretBytes ask(const std::string& question) {
    write_all(fd_.get(), question + ": ", "the terminal");
    SecretBytes line{kMaxBytes};
    std::size_t size = 0;
    for (char c = 0; size < kMaxBytes; ++size) {
      if (read_some(fd_.get(), &c, 1, "the terminal") == 0 || c == '\n') break;
      line.data()[size] = static_cast<unsigned char>(c);
    }
    write_all(fd_.get(), "\n", "the terminal");
    return SecretBytes::copy_of(line.view().substr(0, size));
  }

 private:
  Fd fd_;
  termios before_{};
};

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
  return not_empty(file.empty() ? QuietTerminal().ask(question)
                                : first_line_of(file));
}

SecretBytes choose_passphrase(const std::string& file,
                              const std::string& question) {
  if (!file.empty()) return read_passphrase(file, question);
  QuietTerminal terminal;
  auto passphrase = not_empty(terminal.ask(question));
  const auto again = terminal.ask(question + ", once more");
  if (!equal_in_constant_time(passphrase.view(), again.view())) {
    throw Error(ErrorKind::config, "the two passphrases differ");
  }
  return passphrase;
}

}  // namespace flk
