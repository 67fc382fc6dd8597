// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/store/sqlite_files.hpp>

#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <sys/stat.h>

#include <flock/base/error.hpp>

namespace flk {

SqliteFiles::SqliteFiles(std::string path, std::string log_path)
    : database_{std::move(path), {}}, log_{std::move(log_path), {}} {
  constexpr std::size_t kSuffix = 4;  // "-wal"
  index_.path = log_.path.substr(0, log_.path.size() - kSuffix) + "-shm";
  for (auto* file : {&database_, &log_, &index_}) {
    struct stat info {};
    if (::stat(file->path.c_str(), &info) != 0) {
      throw_errno(ErrorKind::try_again, "cannot use " + quoted(file->path));
    }
    file->id = {info.st_dev, info.st_ino};
  }
}

// What cannot be told, since a folder is closed to us by now, counts as in
// place.
bool SqliteFiles::is_in_place(const File& file) {
  struct stat info {};
  if (::stat(file.path.c_str(), &info) == 0) {
    return file.id == Id{info.st_dev, info.st_ino};
  }
  return errno != ENOENT && errno != ENOTDIR && errno != ELOOP;
}

bool SqliteFiles::in_place() const {
  return is_in_place(database_) && is_in_place(log_) && is_in_place(index_);
}

std::string SqliteFiles::leave_place() const {
  if (is_in_place(database_)) return {};
  if (is_in_place(index_)) ::unlink(index_.path.c_str());
  if (!is_in_place(log_)) return {};
  const auto left = log_.path + ".left";
  return std::rename(log_.path.c_str(), left.c_str()) == 0 ? left
                                                           : std::string();
}

}  // namespace flk
