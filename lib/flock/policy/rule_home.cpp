// SPDX-License-Identifier: GPL-3.0-or-later
// Home folders and addresses of people in a text. No path is looked up: what
// leaves must not depend on the machine on which it is redacted.

#include <algorithm>
#include <array>
#include <cctype>

#include <flock/policy/rule_generalize.hpp>
#include <flock/policy/rule_path.hpp>

namespace flk {
namespace {

using std::string_view;

constexpr auto npos = string_view::npos;

// What a home or an address is seen by.
constexpr CharSet kBeginnings{"/~@"};

// Folders whose entries are called after accounts, wherever they stand in a
// path; below the longer first.
constexpr std::array<string_view, 9> kAccountFolders{
    "/var/spool/cron/crontabs/",
    "/var/spool/cron/tabs/",
    "/var/spool/cron/",
    "/private/var/at/tabs/",
    "/var/at/tabs/",
    "/usr/lib/cron/tabs/",
    "/var/spool/mail/",
    "/var/mail/",
    "/run/media/"};

// One whose name other folders may have: where a path begins.
constexpr string_view kMedia = "/media/";

// Root's homes, on Linux and macOS.
constexpr std::array<string_view, 3> kRootHomes{"/root", "/var/root",
                                                "/private/var/root"};

bool is_word(string_view text, string_view lower_case) {
  return text.size() == lower_case.size() &&
         std::equal(text.begin(), text.end(), lower_case.begin(),
                    [](char a, char b) {
                      return std::tolower(static_cast<unsigned char>(a)) == b;
                    });
}

// At most three numbers: four may be a host.
bool is_version(string_view text) {
  return !text.empty() &&
         text.find_first_not_of("0123456789.") == string_view::npos &&
         std::count(text.begin(), text.end(), '.') < 3;
}

class HomeScanner {
 public:
  HomeScanner(std::string& out, string_view text) : out_(out), text_(text) {}

  void run() {
    while (at_ < text_.size()) {
      if (below_home_ && take_component()) continue;
      const auto next = kBeginnings.find_in(text_, at_);
      out_ += text_.substr(at_, next - at_);
      at_ = next;
      if (at_ == text_.size()) return;
      if (!take_home() && !take_tilde() && !take_address()) pass();
    }
  }

 private:
  // Of a path that goes on behind a home what begins here, where that leads out
  // of the home: ".." to the folder of homes, and the name of another one.
  bool take_component() {
    if (text_[at_ - 1] != '/' || text_[at_] == '/') return false;
    const auto end =
        is_all_path_ ? component_end(text_, at_) : word_end(text_, at_);
    const auto part = text_.substr(at_, end - at_);
    if (part == "..") {
      --depth_;
      out_ += part;
      at_ = end;
    } else if (depth_ < 0 && !part.empty()) {
      put_name(is_all_path_ ? end : name_end(text_, at_));
      return true;
    } else {
      ++depth_;
    }
    below_home_ = end < text_.size() && text_[end] == '/';
    return part == "..";
  }

  // Nothing begins here, nor inside of a run of slashes.
  void pass() {
    const auto end = std::max(behind_slashes(text_, at_), at_ + 1);
    out_ += text_.substr(at_, end - at_);
    at_ = end;
  }

  // Whether a path begins here, rather than goes on.
  bool at_start() const {
    if (at_ == 0) return true;
    if (at_ == behind_name_) return false;
    const auto before = text_[at_ - 1];
    return is_path_end(before) && before != '/';
  }

  // Behind what is called after an account and begins at `name`.
  std::size_t account_end(std::size_t name) const {
    return at_ == 0 ? component_end(text_, name) : name_end(text_, name);
  }

  bool take_home() {
    if (text_[at_] != '/') return false;
    return take_folder() || (at_start() && take_root()) || take_account();
  }

  // /home/NAME, /Users/NAME (macOS does not mind the case).
  bool take_folder() {
    const auto folder = behind_slashes(text_, at_);
    const auto slash = std::min(text_.find('/', folder), text_.size());
    const auto word = text_.substr(folder, slash - folder);
    if (!is_word(word, "home") && !is_word(word, "users")) return false;
    const auto name = behind_slashes(text_, slash);
    const auto end = account_end(name);
    if (end == name) return false;
    // Inside of a longer path (/var/home/ann) the way there is kept.
    if (!at_start()) out_ += text_.substr(at_, name - at_);
    put_name(end);
    return true;
  }

  // ~ for the name that ends at `end`.
  void put_name(std::size_t end) {
    is_all_path_ = at_ == 0 || (below_home_ && is_all_path_);
    out_ += '~';
    at_ = behind_name_ = end;
    below_home_ = end < text_.size() && text_[end] == '/';
    depth_ = 0;
  }

  bool take_root() {
    for (const auto home : kRootHomes) {
      const auto end = behind_path(text_, at_, home);
      if (end == npos || (end < text_.size() && !is_path_end(text_[end])))
        continue;
      out_ += '~';
      at_ = end;
      return true;
    }
    return false;
  }

  bool take_account() {
    for (const auto folder : kAccountFolders) {
      if (take_entry(folder)) return true;
    }
    // "/x/../media/ann" begins anew.
    return (at_start() || text_.substr(0, at_).ends_with("/..")) &&
           take_entry(kMedia);
  }

  // /media/NAME.
  bool take_entry(string_view folder) {
    const auto name = behind_path(text_, at_, folder);
    if (name == npos) return false;
    const auto end = account_end(name);
    if (end == name) return false;
    out_ += text_.substr(at_, name - at_);
    put_name(end);
    return true;
  }

  // ~NAME, the shell's spelling of an account's home.
  bool take_tilde() {
    if (text_[at_] != '~') return false;
    if (at_ > 0 && !is_path_end(text_[at_ - 1])) return false;
    const auto behind = behind_name_;
    put_name(word_end(text_, at_ + 1));
    behind_name_ = behind;
    return true;
  }

  // USER@HOST, in a path as well (GoogleDrive-ann@example.com), but not the
  // version of a package (python@3.9) nor a unit that is for instances.
  bool take_address() {
    if (text_[at_] != '@') return false;
    const auto end = word_end(text_, at_ + 1);
    const auto host = text_.substr(at_ + 1, end - at_ - 1);
    const bool literal = host.empty() && text_.substr(end, 1) == "[";
    if (is_version(host) || host.starts_with('.') ||
        (host.empty() && !literal)) {
      return false;
    }
    auto user = word_begin(out_.size());
    if (user == out_.size()) return false;
    // USER:PASSWORD@HOST.
    if (user > begin_ && out_[user - 1] == ':') user = word_begin(user - 1);
    out_.resize(user);
    out_ += '*';
    at_ = end;
    return true;
  }

  // Of what was put out, where the word begins that ends at `end`.
  std::size_t word_begin(std::size_t end) const {
    while (end > begin_ && !is_path_end(out_[end - 1])) --end;
    return end;
  }

  std::string& out_;
  const std::size_t begin_ = out_.size();  // here in out_
  string_view text_;
  std::size_t at_ = 0;
  std::size_t behind_name_ = npos;  // of the last one; there its path goes on
  // Of a path that goes on behind a name.
  bool below_home_ = false;
  bool is_all_path_ = false;  // from the text's beginning on
  int depth_ = 0;             // folders below the home; -1: the folder of homes
};

}  // namespace

void append_without_homes(std::string& out, string_view text) {
  HomeScanner{out, text}.run();
}

}  // namespace flk
