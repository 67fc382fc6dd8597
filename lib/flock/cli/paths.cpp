// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/cli/paths.hpp>

#include <unistd.h>

#include <cstdlib>
#include <string_view>

namespace flk {
namespace {

std::string variable(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

std::string directory(const char* ours, const char* for_root, const char* xdg,
                      std::string_view below_home) {
  if (const auto path = variable(ours); !path.empty()) return path;
  if (::geteuid() == 0) return for_root;
  // The XDG base directory specification ignores relative paths.
  if (const auto path = variable(xdg); path.starts_with('/')) {
    return path + "/flock";
  }
  return variable("HOME") + std::string(below_home) + "/flock";
}

}  // namespace

std::string config_dir() {
  return directory("FLOCK_CONFIG_DIR", "/etc/flock", "XDG_CONFIG_HOME",
                   "/.config");
}

std::string state_dir() {
  return directory("FLOCK_STATE_DIR", "/var/lib/flock", "XDG_STATE_HOME",
                   "/.local/state");
}

}  // namespace flk
