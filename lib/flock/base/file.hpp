// SPDX-License-Identifier: GPL-3.0-or-later
// Whole files: read with a bound, replaced atomically, appended durably.
// Durable means fsync(2) of the file and, where a name is new, of its folder.

#pragma once

#include <sys/types.h>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include <flock/base/fd.hpp>

namespace flk {

// The whole file, at most `max_bytes`. Throws Error (config).
std::string read_file(const std::string& path, std::size_t max_bytes);

// As above; nullopt where there is no such file.
std::optional<std::string> read_file_if_exists(const std::string& path,
                                               std::size_t max_bytes);

// A file that appears whole or not at all: written beside `path` as
// `path`.new and renamed over it by commit(). Two writers wait for each other.
// What a killed writer left is overwritten by the next.
class AtomicFile {
 public:
  // `mode` counts under any umask. Throws Error.
  AtomicFile(std::string path, mode_t mode);
  // Without commit() the file at `path` stays as it was.
  ~AtomicFile();
  AtomicFile(const AtomicFile&) = delete;
  AtomicFile& operator=(const AtomicFile&) = delete;

  void write(std::string_view bytes);
  // Synced, so that it can still be committed or not: for files that must
  // appear together.
  void sync();
  // Synced and in place when it returns; throws Error (try_again).
  void commit();
  // As commit(), but throws Error (config) where `path` exists already.
  void commit_new();

 private:
  std::string path_;
  std::string temporary_;
  Fd fd_;
  bool committed_ = false;
};

// AtomicFile in one call.
void replace_file(const std::string& path, std::string_view bytes, mode_t mode);

// Appends `bytes` to `path` (made with `mode` where missing) and syncs. A last
// line that an earlier write left without its LF is ended first.
void append_line_synced(const std::string& path, std::string_view line,
                        mode_t mode);

// Makes `path` new with mode 0600, whole or not at all, durable. Throws Error
// (config) where the file exists: nobody's key is overwritten.
void create_secret_file(const std::string& path, std::string_view bytes);

// A file that must be nobody else's business: refused (config) when group or
// others can read or write it.
std::string read_secret_file(const std::string& path, std::size_t max_bytes);

// Makes the folder and its parents where missing; the last with `mode`, the
// others 0755.
void make_directories(const std::string& path, mode_t mode);

// Makes names in the folder durable.
void sync_directory(const std::string& path);

bool file_exists(const std::string& path);

// Removes the file durably; one that is not there is no error.
void remove_file(const std::string& path);

// The folder part of `path`, "." where it has none.
std::string directory_of(const std::string& path);

}  // namespace flk
