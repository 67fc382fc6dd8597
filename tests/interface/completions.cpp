// SPDX-License-Identifier: GPL-3.0-or-later

#include "interface/completions.hpp"

#include <cstdio>
#include <fstream>
#include <memory>
#include <sstream>
#include <stdexcept>

#include "support/temp_dir.hpp"

namespace flk {
namespace {

constexpr std::size_t kMaxOutput = 1 << 20;

// How a shell runs its complete.* script: without the user's own settings.
std::string command_line(const std::string& shell) {
  const std::string source = FLOCK_SOURCE;
  const std::string script = source + "/tests/interface/complete." + shell;
  const std::string files = source + "/completions/";
  if (shell == "bash") {
    return "bash --norc " + script + " " + files + "flock-tools.bash";
  }
  if (shell == "zsh") return "zsh -f " + script + " " + files + "_flock-tools";
  return "fish --no-config " + script + " " + files + "fish";
}

void add(const std::string& candidate, Completion& completion) {
  if (!candidate.starts_with("--")) {
    completion.verbs.insert(candidate);
    return;
  }
  const bool value = candidate.ends_with('=');
  const auto name = candidate.substr(2, candidate.size() - 2 - (value ? 1 : 0));
  completion.options.emplace(name, value);
}

}  // namespace

std::string output_of(const std::string& command_line) {
  const auto close = [](FILE* pipe) { ::pclose(pipe); };
  const std::unique_ptr<FILE, decltype(close)> pipe{
      ::popen(command_line.c_str(), "r"), close};
  if (!pipe) throw std::runtime_error("cannot run " + command_line);
  std::string output(kMaxOutput, '\0');
  output.resize(std::fread(output.data(), 1, output.size(), pipe.get()));
  return output;
}

std::map<std::string, Completion> completions_of(
    const std::string& shell, const std::vector<Tool>& tools) {
  // An empty folder: files are completed as well.
  const TempDir dir;
  const TempDir input;
  const auto paths = input.path() + "/paths";
  {
    std::ofstream out{paths};
    for (const auto& tool : tools) {
      for (const auto& command : tool.commands) out << command.path << '\n';
    }
  }
  std::istringstream lines{output_of("cd " + dir.path() +
                                     " && HOME=" + dir.path() + " " +
                                     command_line(shell) + " <" + paths)};
  std::map<std::string, Completion> completions;
  for (std::string line; std::getline(lines, line);) {
    const auto tab = line.find('\t');
    if (tab == std::string::npos) continue;
    add(line.substr(tab + 1), completions[line.substr(0, tab)]);
  }
  return completions;
}

}  // namespace flk
