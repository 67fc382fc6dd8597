// SPDX-License-Identifier: GPL-3.0-or-later
// Home folders in a text. No path is looked up: what leaves must not depend on
// the machine on which it is redacted.

#include <algorithm>
#include <array>
#include <cctype>

#include <flock/policy/rule_generalize.hpp>

namespace flk {
namespace {

using std::string_view;

constexpr auto npos = string_view::npos;

// Folders whose entries are called after accounts; below the longer first.
constexpr std::array<string_view, 10> kAccountFolders{
    "/var/spool/cron/crontabs/",
    "/var/spool/cron/tabs/",
    "/var/spool/cron/",
    "/private/var/at/tabs/",
    "/var/at/tabs/",
    "/usr/lib/cron/tabs/",
    "/var/spool/mail/",
    "/var/mail/",
    "/run/media/",
    "/media/"};

// Root's homes, on Linux and macOS.
constexpr std::array<string_view, 3> kRootHomes{"/root", "/var/root",
                                                "/private/var/root"};

// What ends a name in a path, be it alone or in a command line.
constexpr string_view kEnds = "/ \t\r\n\v\f'\"`:;,|&<>()[]{}=";

bool is_end(char c) { return kEnds.find(c) != npos || c == '\0'; }

// Where the name ends that begins at `at`; a backslash takes the next
// character along, as in "/Users/Ann\ Smith" and "/home/DOMAIN\ann".
std::size_t name_end(string_view text, std::size_t at) {
  while (at < text.size() && !is_end(text[at])) {
    at += text[at] == '\\' ? 2 : 1;
  }
  return std::min(at, text.size());
}

// Behind any number of "/" and "./".
std::size_t behind_slashes(string_view text, std::size_t at) {
  while (at < text.size() && text[at] == '/') {
    ++at;
    if (text.substr(at, 2) == "./") ++at;
  }
  return at;
}

bool is_word(string_view text, string_view lower_case) {
  return text.size() == lower_case.size() &&
         std::equal(text.begin(), text.end(), lower_case.begin(),
                    [](char a, char b) {
                      return std::tolower(static_cast<unsigned char>(a)) == b;
                    });
}

class HomeScanner {
 public:
  HomeScanner(std::string& out, string_view text) : out_(out), text_(text) {}

  void run() {
    while (at_ < text_.size()) {
      const auto next = std::min(text_.find_first_of("/~", at_), text_.size());
      out_ += text_.substr(at_, next - at_);
      at_ = next;
      if (at_ == text_.size()) return;
      if (!take_home() && !take_tilde()) pass();
    }
  }

 private:
  // Nothing begins here, nor inside of a run of slashes.
  void pass() {
    const auto end = std::max(behind_slashes(text_, at_), at_ + 1);
    out_ += text_.substr(at_, end - at_);
    at_ = end;
  }

  // Whether a path begins here, rather than goes on.
  bool at_start() const {
    if (at_ == 0) return true;
    const auto before = text_[at_ - 1];
    return is_end(before) && before != '/';
  }

  bool take_home() {
    if (text_[at_] != '/') return false;
    return take_folder() || (at_start() && (take_root() || take_account()));
  }

  // /home/NAME, /Users/NAME (macOS does not mind the case).
  bool take_folder() {
    const auto folder = behind_slashes(text_, at_);
    const auto slash = std::min(text_.find('/', folder), text_.size());
    const auto word = text_.substr(folder, slash - folder);
    if (!is_word(word, "home") && !is_word(word, "users")) return false;
    const auto name = behind_slashes(text_, slash);
    const auto end = name_end(text_, name);
    if (end == name) return false;
    // Inside of a longer path (/var/home/ann) the way there is kept.
    if (!at_start()) out_ += text_.substr(at_, name - at_);
    out_ += '~';
    at_ = end;
    return true;
  }

  bool take_root() {
    for (const auto home : kRootHomes) {
      if (!text_.substr(at_).starts_with(home)) continue;
      const auto end = at_ + home.size();
      if (end < text_.size() && !is_end(text_[end])) continue;
      out_ += '~';
      at_ = end;
      return true;
    }
    return false;
  }

  bool take_account() {
    for (const auto folder : kAccountFolders) {
      if (!text_.substr(at_).starts_with(folder)) continue;
      const auto name = at_ + folder.size();
      const auto end = name_end(text_, name);
      if (end == name) return false;
      out_ += folder;
      out_ += '~';
      at_ = end;
      return true;
    }
    return false;
  }

  // ~NAME, the shell's spelling of an account's home.
  bool take_tilde() {
    if (text_[at_] != '~') return false;
    if (at_ > 0 && !is_end(text_[at_ - 1])) return false;
    out_ += '~';
    at_ = name_end(text_, at_ + 1);
    return true;
  }

  std::string& out_;
  string_view text_;
  std::size_t at_ = 0;
};

}  // namespace

void append_without_homes(std::string& out, string_view text) {
  HomeScanner{out, text}.run();
}

}  // namespace flk
