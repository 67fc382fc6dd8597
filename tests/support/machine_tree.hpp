// SPDX-License-Identifier: GPL-3.0-or-later
// A machine made of a temporary folder, asked through the built-in engine.

#pragma once

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <string>
#include <string_view>

#include <flock/collect/built_in_engine.hpp>

#include "support/query_rows.hpp"
#include "support/temp_dir.hpp"

namespace flk {

class MachineTree {
 public:
  // Paths begin with a slash; folders are made where missing.
  void file(const std::string& path, std::string_view text,
            mode_t mode = 0644) const {
    make_parent(path);
    write_file(on_disk(path), text);
    EXPECT_EQ(::chmod(on_disk(path).c_str(), mode), 0);
  }
  // `target` is as a program on the machine would read it.
  void link(const std::string& path, const std::string& target) const {
    make_parent(path);
    std::filesystem::create_symlink(target, on_disk(path));
  }
  void folder(const std::string& path) const {
    std::filesystem::create_directories(on_disk(path));
  }
  std::string on_disk(const std::string& path) const {
    return dir_.path() + path;
  }

  QueryResult query(const std::string& sql, uid_t uid = 0,
                    const EngineOptions& options = {}) const {
    return BuiltInEngine{options, Machine{dir_.path(), uid}}.query(sql);
  }

 private:
  void make_parent(const std::string& path) const {
    std::filesystem::create_directories(
        std::filesystem::path{on_disk(path)}.parent_path());
  }

  TempDir dir_;
};

}  // namespace flk
