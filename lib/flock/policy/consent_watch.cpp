// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/policy/consent_watch.hpp>

namespace flk {
namespace {

bool is_same(const struct stat& a, const struct stat& b) {
  return a.st_dev == b.st_dev && a.st_ino == b.st_ino &&
         a.st_size == b.st_size && a.st_mtim.tv_sec == b.st_mtim.tv_sec &&
         a.st_mtim.tv_nsec == b.st_mtim.tv_nsec;
}

}  // namespace

bool ConsentWatch::allowed(std::string_view twig) {
  refresh();
  return log_.allowed(twig);
}

bool ConsentWatch::denied(std::string_view twig) {
  refresh();
  return log_.denied(twig);
}

void ConsentWatch::refresh() {
  struct stat now {};
  if (::stat(path_.c_str(), &now) != 0) now = {};
  if (is_read_ && is_same(now, seen_)) return;
  // What comes between the two is read now, and once more the next time.
  log_ = ConsentLog::load(path_);
  seen_ = now;
  is_read_ = true;
}

}  // namespace flk
