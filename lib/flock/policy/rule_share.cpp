// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/policy/rule_share.hpp>

#include <algorithm>
#include <iterator>

#include <flock/policy/rule_generalize.hpp>
#include <flock/policy/rule_path.hpp>

namespace flk {
namespace {

// What stands in the root of Linux and macOS; sorted. By name: those of macOS
// look like machines'.
constexpr std::string_view kRootFolders[] = {
    "Applications", "Library", "Network", "System", "Users", "Volumes",
    "bin",          "boot",    "cores",   "dev",    "efi",   "etc",
    "home",         "lib",     "lib32",   "lib64",  "media", "mnt",
    "nix",          "opt",     "private", "proc",   "root",  "run",
    "sbin",         "snap",    "srv",     "sys",    "tmp",   "users",
    "usr",          "var"};
static_assert(std::is_sorted(std::begin(kRootFolders), std::end(kRootFolders)));

bool is_root_folder(std::string_view name) {
  return name.empty() || name == "." ||
         std::binary_search(std::begin(kRootFolders), std::end(kRootFolders),
                            name);
}

// What is no host's, user's, port's nor password's.
constexpr CharSet kHostEnds{" \t\r\n\v\f'\"`/"};

// Where what follows the machine ends: at the next path, option or mark.
std::size_t share_end(std::string_view text, std::size_t at) {
  while (at < text.size() && text[at] == '/') {
    at = std::min(text.find_first_not_of('/', at), text.size());
    at = name_end(text, at);
  }
  return at;
}

// What stands for the path below the machine.
std::string_view hidden(std::string_view path) {
  if (path.find_first_not_of('/') == std::string_view::npos) {
    return path.substr(0, 1);
  }
  // A name behind the last slash would have words that follow.
  return path.ends_with('/') ? "/*/" : "/*";
}

bool is_scheme_part(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
         (c >= '0' && c <= '9') || c == '+' || c == '-' || c == '.';
}

}  // namespace

std::size_t append_share(std::string& out, std::string_view text,
                         std::size_t at) {
  if (text.substr(at, 2) != "//") return at;
  const auto line_end =
      at == 0 ? std::min(text.find('\n'), text.size()) : text.size();
  const auto line = text.substr(0, line_end);
  const auto host = behind_slashes(line, at);
  const auto behind = at == 0 ? std::min(line.find('/', host), line.size())
                              : kHostEnds.find_in(line, host);
  const auto name = line.substr(host, behind - host);
  if (is_root_folder(name)) return at;
  out += line.substr(at, host - at);
  append_domain(out, name);
  const auto end = at == 0 ? line.size() : share_end(line, behind);
  out += hidden(line.substr(behind, end - behind));
  return end;
}

bool ends_with_scheme(std::string_view text) {
  if (!text.ends_with(':')) return false;
  text.remove_suffix(1);
  auto begin = text.size();
  while (begin > 0 && is_scheme_part(text[begin - 1])) --begin;
  return begin < text.size() && (begin == 0 || (is_path_end(text[begin - 1]) &&
                                                text[begin - 1] != '/'));
}

}  // namespace flk
