// SPDX-License-Identifier: GPL-3.0-or-later
// Command lines: an allow-list of words, since what follows an option may be
// anything, a password, a name or an address.

#include <algorithm>
#include <array>
#include <iterator>

#include <re2/re2.h>

#include <flock/policy/rule_generalize.hpp>
#include <flock/policy/rule_path.hpp>
#include <flock/policy/rule_share.hpp>

namespace flk {
namespace {

using std::string_view;

constexpr auto npos = string_view::npos;
constexpr string_view kHidden = "*";

// Programs that are the same for everybody, and settings; sorted.
constexpr string_view kOrdinary[] = {
    "all",      "always",    "anacron",   "apt",       "apt-get", "at",
    "auto",     "awk",       "base64",    "bash",      "brew",    "case",
    "cat",      "cd",        "chgrp",     "chmod",     "chown",   "cmp",
    "command",  "cp",        "crontab",   "csh",       "curl",    "cut",
    "dash",     "date",      "dd",        "debug",     "default", "defaults",
    "diff",     "dig",       "disable",   "disabled",  "dnf",     "do",
    "docker",   "done",      "dpkg",      "echo",      "elif",    "else",
    "enable",   "enabled",   "env",       "esac",      "eval",    "exec",
    "exit",     "export",    "false",     "fi",        "find",    "fish",
    "flatpak",  "flock",     "for",       "force",     "ftp",     "full",
    "git",      "go",        "gpg",       "grep",      "gunzip",  "gzip",
    "head",     "id",        "if",        "in",        "install", "ionice",
    "iptables", "java",      "kill",      "killall",   "ksh",     "launchctl",
    "ln",       "logger",    "logrotate", "ls",        "make",    "mkdir",
    "mkfifo",   "mount",     "mv",        "nc",        "ncat",    "netcat",
    "never",    "nft",       "nice",      "no",        "node",    "nohup",
    "nokaslr",  "nomodeset", "none",      "nopti",     "nosmt",   "npm",
    "null",     "off",       "on",        "open",      "openssl", "osascript",
    "perl",     "php",       "pip",       "pip3",      "podman",  "printf",
    "python",   "python2",   "python3",   "quiet",     "read",    "reload",
    "restart",  "rm",        "rmdir",     "ro",        "root",    "rpm",
    "rsync",    "ruby",      "run",       "run-parts", "rw",      "scp",
    "screen",   "sed",       "service",   "set",       "setsid",  "sftp",
    "sh",       "single",    "sleep",     "snap",      "socat",   "sort",
    "splash",   "ssh",       "sshd",      "start",     "stop",    "su",
    "sudo",     "systemctl", "tail",      "tar",       "tcsh",    "tee",
    "telnet",   "test",      "then",      "timeout",   "tmux",    "touch",
    "tr",       "true",      "umask",     "umount",    "uniq",    "unzip",
    "wget",     "while",     "xargs",     "xxd",       "xz",      "yes",
    "yum",      "zip",       "zsh"};
static_assert(std::is_sorted(std::begin(kOrdinary), std::end(kOrdinary)));

// What stands between words and is kept. Behind a % cron gives the rest of the
// line to the program to read.
constexpr CharSet kSeparators{" \t\r\n\v\f'\"`\\;|&<>(){}[]=,:!$%"};

bool is_ascii(char c) { return static_cast<unsigned char>(c) < 0x80; }
bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool is_ordinary(string_view word) {
  if (word.size() == 1 && is_digit(word[0])) return true;
  return std::binary_search(std::begin(kOrdinary), std::end(kOrdinary), word);
}

bool is_path(string_view word) {
  return word == "." || word == ".." || word.starts_with('/') ||
         word.starts_with("./") || word.starts_with("../") ||
         word.starts_with('~');
}

// PATH or module.sig_enforce; base64 and the like mix cases.
bool is_variable_name(string_view word) {
  constexpr std::size_t kLongest = 24;
  if (word.empty() || word.size() > kLongest || is_digit(word[0])) return false;
  const auto all = [&](auto&& is_letter) {
    return std::all_of(word.begin(), word.end(), [&](char c) {
      return is_letter(c) || is_digit(c) || c == '_' || c == '.' || c == '-';
    });
  };
  return all(is_upper) || all(is_lower);
}

// Behind the slashes that follow the root's "dev" in `path`; npos where there
// is no such component. What is before a ".." does not count.
std::size_t behind_dev(string_view path) {
  bool at_root = true;
  for (std::size_t at = 0;;) {
    at = std::min(path.find_first_not_of('/', at), path.size());
    const auto end = std::min(path.find('/', at), path.size());
    if (end == path.size()) return npos;
    const auto part = path.substr(at, end - at);
    at = std::min(path.find_first_not_of('/', end), path.size());
    if (at_root && part == "dev") return at;
    at_root = part == ".." || (at_root && part == ".");
  }
}

// Whether all laptops have files of the name `device` in /dev.
bool is_numbered_device(string_view device) {
  static const re2::RE2 pattern{
      "null|zero|full|u?random|console|kmsg|mem|kvm|fuse|ptmx|std(in|out|err)"
      "|tty[A-Z]{0,3}[0-9]{0,3}|(fd|pts)/[0-9]{1,5}"
      "|[hsv]d[a-z]{1,2}[0-9]{0,3}|xvd[a-z][0-9]{0,3}"
      "|nvme[0-9]{1,2}n[0-9]{1,2}(p[0-9]{1,3})?|mmcblk[0-9](p[0-9]{1,3})?"
      "|(dm-|md|loop|sr|z?ram)[0-9]{1,3}|r?disk[0-9]{1,3}(s[0-9]{1,3})*"};
  return re2::RE2::FullMatch(device, pattern);
}

// The names of volumes and of groups of them are the administrator's, often
// the machine's name; disk/by-id has serial numbers.
void append_device(std::string& out, string_view device) {
  const auto kind = device.substr(0, device.find('/'));
  if (is_numbered_device(device)) {
    out += device;
  } else if (device.find("..") != npos || kind.size() == device.size()) {
    out += kHidden;
  } else if (kind == "shm") {
    append_without_homes(out, device);
  } else if (kind == "tcp" || kind == "udp") {
    // The shell's, /dev/tcp/HOST/PORT.
    const auto target = device.substr(kind.size() + 1);
    const auto host = target.substr(0, target.find('/'));
    const auto port = target.substr(host.size());
    out.append(kind).append("/");
    append_domain(out, host);
    const bool number = port.find_first_not_of("0123456789/") == npos;
    out += number ? port : "/*";
  } else {
    out += kHidden;
  }
}

// Whether "dev" was left at the end of `path`: where ".." leads out of a folder
// of accounts, it is hidden as one.
bool shows_dev(string_view path) {
  return path.substr(0, path.find_last_not_of('/') + 1).ends_with("/dev");
}

void append_path(std::string& out, string_view path) {
  // No path has a NUL; NixOS has the machine's name in its system's.
  if (path.find('\0') != npos || path.find("-nixos-system-") != npos) {
    out += kHidden;
    return;
  }
  if (append_share(out, path, 0) > 0) return;
  const auto device = behind_dev(path);
  const auto begin = out.size();
  append_without_homes(out, path.substr(0, device));
  if (device >= path.size()) return;
  if (shows_dev(string_view(out).substr(begin))) {
    return append_device(out, path.substr(device));
  }
  out.resize(begin);
  append_without_homes(out, path);
}

class CommandScanner {
 public:
  CommandScanner(std::string& out, string_view text) : out_(out), text_(text) {}

  void run() {
    while (!text_.empty()) {
      const auto end = kSeparators.find_in(text_, 0);
      const auto word = text_.substr(0, end);
      if (text_.substr(end).starts_with("://")) {
        take_url(word);
      } else {
        if (!word.empty()) put(word, text_.substr(end));
        text_.remove_prefix(end);
        if (text_.empty()) return;
        out_ += text_[0];
        text_.remove_prefix(1);
      }
    }
  }

 private:
  // Puts `word`, with `rest` behind it, or what stands for it.
  void put(string_view word, string_view rest) {
    if (is_path(word)) {
      append_path(out_, word);
    } else if (word[0] == '-') {
      put_option(word);
    } else if (is_ordinary(word) || is_assigned(word, rest)) {
      out_ += word;
    } else {
      out_ += kHidden;
    }
  }

  // NAME of NAME=value. Padding of base64 is no assignment.
  static bool is_assigned(string_view word, string_view rest) {
    constexpr string_view kNoValue = "= \t\r\n'\"`;|&)";
    return rest.size() >= 2 && rest[0] == '=' &&
           kNoValue.find(rest[1]) == npos && is_variable_name(word);
  }

  // --name whole; of -xVALUE the letter.
  void put_option(string_view word) {
    if (word.starts_with("--")) {
      const auto name = word.substr(2);
      out_ += "--";
      if (!name.empty()) out_ += is_variable_name(name) ? name : kHidden;
    } else {
      const auto letter = word.substr(1, 1);
      const bool shown = !letter.empty() && is_ascii(letter[0]);
      out_ += '-';
      if (shown) out_ += letter;
      if (word.size() > 2 || (word.size() == 2 && !shown)) out_ += kHidden;
    }
  }

  // SCHEME://USER:PASSWORD@HOST/PATH: the scheme and the host's domain.
  void take_url(string_view scheme) {
    text_.remove_prefix(scheme.size() + 3);
    out_ += is_variable_name(scheme) ? scheme : kHidden;
    out_ += "://";
    const auto url =
        text_.substr(0, text_.find_first_of(" \t\r\n\v\f'\"`\\;|&<>()"));
    text_.remove_prefix(url.size());
    if (scheme == "file") return put_file(url);
    const auto authority = url.substr(0, url.find_first_of("/?#"));
    put_host(authority);
    if (authority.size() < url.size()) out_ += "/*";
  }

  // Of USER:PASSWORD@HOST:PORT the host's domain.
  void put_host(string_view authority) {
    const auto host = authority.substr(authority.rfind('@') + 1);
    append_domain(out_, host.substr(0, host.find(':')));
  }

  // What is put for one.
  static bool is_home(string_view word) {
    return word.starts_with('~') && (word.size() == 1 || is_path_end(word[1]));
  }

  // Behind file:// a path, mostly; what this made of a home (file://~/x) too.
  void put_file(string_view url) {
    const auto path = url.substr(0, url.find_first_of("?#"));
    const auto host = path.substr(0, path.find('/'));
    if (host.empty() || is_home(host)) {
      append_path(out_, path);
    } else {
      put_host(host);
      std::string behind;
      append_path(behind, path.substr(host.size()));
      // A home's ~ would go on with the host.
      if (!behind.empty() && behind[0] != '/') out_ += '/';
      out_ += behind;
    }
    if (path.size() < url.size()) out_ += "?*";
  }

  std::string& out_;
  string_view text_;
};

}  // namespace

void append_command(std::string& out, string_view text) {
  CommandScanner{out, text}.run();
}

}  // namespace flk
