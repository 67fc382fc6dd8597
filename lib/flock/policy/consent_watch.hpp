// SPDX-License-Identifier: GPL-3.0-or-later
// consent.jsonl as it is at each moment: for those who give things out over a
// longer time, while a no may come.

#pragma once

#include <sys/stat.h>

#include <string>
#include <string_view>

#include <flock/policy/consent.hpp>

namespace flk {

class ConsentWatch {
 public:
  explicit ConsentWatch(std::string path) : path_(std::move(path)) {}

  // ConsentLog::allowed() and denied() of now. Read the file again when it has
  // changed, else cost one stat(2). Throw Error (config) where it cannot be
  // understood.
  bool allowed(std::string_view twig);
  bool denied(std::string_view twig);

 private:
  void refresh();

  std::string path_;
  ConsentLog log_;
  bool is_read_ = false;
  struct stat seen_ {};  // of the file that log_ is; zeros: there is none
};

}  // namespace flk
