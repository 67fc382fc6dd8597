// SPDX-License-Identifier: GPL-3.0-or-later
// A file written and synced as PATH.new and put in place later, so that of
// several that belong together none is replaced before all are on the disk.
// The caller holds certificate_lock(): there is one writer.

#pragma once

#include <sys/types.h>

#include <string>
#include <string_view>

namespace flk {

class StagedFile {
 public:
  // Makes PATH.new with O_EXCL and `mode` under any umask, after what a killed
  // run left of it is gone. Where there is a PATH it gets its owner, its group
  // and its mode as far as that is in `mode`. Throws Error; (config) too where
  // it may not be given away and not everybody can read it.
  StagedFile(std::string path, std::string_view bytes, mode_t mode);
  // What was not put in place is removed.
  ~StagedFile();
  StagedFile(const StagedFile&) = delete;
  StagedFile& operator=(const StagedFile&) = delete;

  // Puts it in place, over what is there. The folder's sync is the caller's.
  void replace();
  // As above, but throws Error (config) where something is there.
  void place_new();

 private:
  std::string path_;
  std::string temporary_;
  bool is_placed_ = false;
};

// The name that StagedFile and save_new() write under.
std::string staged_name(const std::string& path);

}  // namespace flk
