// SPDX-License-Identifier: GPL-3.0-or-later
// Home folders and addresses of people in a text. No path is looked up: what
// leaves must not depend on the machine on which it is redacted.

#include <algorithm>
#include <array>
#include <cctype>

#include <flock/policy/rule_generalize.hpp>
#include <flock/policy/rule_path.hpp>
#include <flock/policy/rule_share.hpp>

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

// Below these GVFS mounts what its name tells: smb-share:server=HOST,user=NAME.
constexpr std::array<string_view, 2> kMountFolders{"/gvfs/", "/.gvfs/"};

// What all of these begin with.
constexpr CharSet kFolderBeginnings{"vpurmg."};

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

bool is_name(string_view part) {
  return !part.empty() && part != "." && part != "..";
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
    } else if (depth_ < 0 && is_name(part)) {
      put_sibling(end);
      return true;
    } else {
      ++depth_;
    }
    below_home_ = end < text_.size() && text_[end] == '/';
    return part == "..";
  }

  // ~ for the component that ends at `end` and to which ".." led. Out of the
  // folder of names all are hidden: it may lead to the next such folder.
  void put_sibling(std::size_t end) {
    const auto depth = depth_ < -1 ? depth_ : 0;
    const bool mount = is_mount_;
    if (mount) {
      end = mount_end(at_);
    } else if (!is_all_path_) {
      end = name_end(text_, at_);
    }
    put_name(end);
    is_mount_ = mount;
    depth_ = depth;
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

  // Behind the name of a mount of GVFS, in which stand most marks.
  std::size_t mount_end(std::size_t name) const {
    return std::min(text_.find_first_of("/\n", name), text_.size());
  }

  bool take_home() {
    if (text_[at_] != '/') return false;
    return take_folder() || (at_start() && (take_root() || take_share())) ||
           take_account();
  }

  // /home/NAME, /Users/NAME (macOS does not mind the case).
  bool take_folder() {
    const auto folder = behind_slashes(text_, at_);
    const auto slash = std::min(text_.find('/', folder), text_.size());
    const auto word = text_.substr(folder, slash - folder);
    if (!is_word(word, "home") && !is_word(word, "users")) return false;
    const auto name = behind_slashes(text_, slash);
    const auto end = account_end(name);
    if (!is_name(text_.substr(name, end - name))) {
      return take_way_out(name, end);
    }
    // Inside of a longer path (/var/home/ann) the way there is kept.
    if (!at_start()) out_ += text_.substr(at_, name - at_);
    put_name(end);
    return true;
  }

  // Behind a folder of names that ends at `name` a "..": where that leads to,
  // names may stand as well.
  bool take_way_out(std::size_t name, std::size_t end) {
    if (text_.substr(name, end - name) != "..") return false;
    is_all_path_ = at_ == 0 || (below_home_ && is_all_path_);
    out_ += text_.substr(at_, name - at_);
    at_ = name;
    below_home_ = true;
    is_mount_ = false;
    depth_ = -1;
    return true;
  }

  // ~ for the name that ends at `end`.
  void put_name(std::size_t end) {
    is_all_path_ = at_ == 0 || (below_home_ && is_all_path_);
    out_ += '~';
    named_ = out_.size();
    at_ = behind_name_ = end;
    below_home_ = end < text_.size() && text_[end] == '/';
    is_mount_ = false;
    depth_ = 0;
  }

  bool take_root() {
    for (const auto home : kRootHomes) {
      const auto end = behind_path(text_, at_, home);
      if (end == npos || (end < text_.size() && !is_path_end(text_[end])))
        continue;
      put_name(end);
      return true;
    }
    return false;
  }

  // //HOST/SHARE; but behind a scheme two slashes are a URL's, three a file's.
  bool take_share() {
    if (text_.substr(at_, 4).find_first_not_of('/') != npos &&
        ends_with_scheme(string_view(out_).substr(begin_))) {
      return false;
    }
    const auto end = append_share(out_, text_, at_);
    if (end == at_) return false;
    at_ = end;
    below_home_ = false;
    return true;
  }

  bool take_account() {
    const auto first = behind_slashes(text_, at_);
    if (first == text_.size() || !kFolderBeginnings.has(text_[first])) {
      return false;
    }
    for (const auto folder : kMountFolders) {
      if (take_mount(folder)) return true;
    }
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
    if (!is_name(text_.substr(name, end - name))) {
      return take_way_out(name, end);
    }
    out_ += text_.substr(at_, name - at_);
    put_name(end);
    return true;
  }

  bool take_mount(string_view folder) {
    const auto name = behind_path(text_, at_, folder);
    if (name == npos) return false;
    const auto end = mount_end(name);
    if (!is_name(text_.substr(name, end - name))) {
      return take_way_out(name, end);
    }
    out_ += text_.substr(at_, name - at_);
    put_name(end);
    is_mount_ = true;
    return true;
  }

  // ~NAME, the shell's spelling of an account's home.
  bool take_tilde() {
    if (text_[at_] != '~') return false;
    if (at_ > 0 && !is_path_end(text_[at_ - 1])) return false;
    put_name(word_end(text_, at_ + 1));
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
    // USER:PASSWORD@HOST; but in a list a home stays, and no USER none.
    if (user > begin_ && out_[user - 1] == ':' && user - 1 != named_) {
      const auto before = word_begin(user - 1);
      const auto name = string_view(out_).substr(before, user - 1 - before);
      if (is_name(name)) user = before;
    }
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
  std::size_t named_ = npos;        // in out_, behind its ~
  // Of a path that goes on behind a name.
  bool below_home_ = false;
  bool is_all_path_ = false;  // from the text's beginning on
  bool is_mount_ = false;     // the name is that of a mount
  int depth_ = 0;             // folders below the home; -1: the folder of homes
};

}  // namespace

void append_without_homes(std::string& out, string_view text) {
  HomeScanner{out, text}.run();
}

}  // namespace flk
