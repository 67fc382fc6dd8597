// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/collect/run_program.hpp>

#include <gtest/gtest.h>
#include <optional>
#include <string>
#include <sys/stat.h>

#include <chrono>
#include <csignal>

#include "support/environment.hpp"
#include "support/temp_dir.hpp"

namespace flk {
namespace {

ProgramResult shell(const std::string& script,
                    const ProgramBounds& bounds = {}) {
  return run_program("/bin/sh", {"-c", script}, bounds);
}

TEST(RunProgram, TellsOutputErrorAndStatus) {
  const auto result = shell("echo out; echo err >&2; exit 3");
  EXPECT_EQ(result.end, ProgramEnd::exited);
  EXPECT_EQ(result.status, 3);
  EXPECT_EQ(result.output, "out\n");
  EXPECT_EQ(result.error, "err\n");
}

TEST(RunProgram, PassesArgumentsAsTheyAre) {
  const auto result = run_program(
      "/bin/sh", {"-c", "printf '%s|' \"$@\"", "sh", "a b", "$x'\"", ""}, {});
  EXPECT_EQ(result.output, "a b|$x'\"||");
}

TEST(RunProgram, GivesAnEmptyStandardInput) {
  EXPECT_EQ(shell("cat; echo end").output, "end\n");
}

TEST(RunProgram, TellsTheSignalThatEndedIt) {
  const auto result = shell("kill -TERM $$");
  EXPECT_EQ(result.end, ProgramEnd::signaled);
  EXPECT_EQ(result.status, SIGTERM);
}

TEST(RunProgram, TellsWhyItCannotStart) {
  const auto result = run_program("/nowhere/program", {}, {});
  EXPECT_EQ(result.end, ProgramEnd::not_started);
  EXPECT_EQ(result.status, ENOENT);
}

TEST(RunProgram, ReadsMoreThanAPipeHolds) {
  const auto result =
      shell("head -c 1000000 /dev/zero; head -c 1000000 /dev/zero >&2");
  EXPECT_EQ(result.end, ProgramEnd::exited);
  EXPECT_EQ(result.output.size(), 1000000u);
  EXPECT_LE(result.error.size(), 65537u);
}

TEST(RunProgram, EndsOneThatWritesTooMuch) {
  const auto result = shell("cat /dev/zero", {Milliseconds{60000}, 100000});
  EXPECT_EQ(result.end, ProgramEnd::too_much_output);
}

// Waits for the children of the shell as well: they hold its output open.
TEST(RunProgram, EndsOneThatHangsWithAllThatItStarted) {
  const TempDir dir;
  const auto pid_file = dir / "pid";
  const auto result = shell("sleep 1000 & echo $! >" + pid_file + "; wait",
                            {Milliseconds{300}, 1000});
  EXPECT_EQ(result.end, ProgramEnd::timed_out);
  const auto pid = std::stoi(contents(pid_file));
  const auto state = [&] {
    return contents("/proc/" + std::to_string(pid) + "/stat");
  };
  const auto until =
      std::chrono::steady_clock::now() + std::chrono::seconds{10};
  while (state().find(") S") != std::string::npos &&
         std::chrono::steady_clock::now() < until) {
  }
  EXPECT_EQ(state().find(") S"), std::string::npos);
}

TEST(RunProgram, EndsOneThatClosesItsOutputAndHangs) {
  const auto result =
      shell("exec >&- 2>&-; sleep 1000", {Milliseconds{300}, 1000});
  EXPECT_EQ(result.end, ProgramEnd::timed_out);
}

TEST(FindProgram, LooksThroughTheAbsoluteFoldersOfPath) {
  const TempDir dir;
  write_file(dir / "a-program", "");
  const Environment path{"PATH", ".:relative::" + dir.path()};
  EXPECT_EQ(find_program("a-program"), "");  // not to be executed
  ::chmod((dir / "a-program").c_str(), 0755);
  EXPECT_EQ(find_program("a-program"), dir / "a-program");
  EXPECT_EQ(find_program("another-program"), "");
}

TEST(FindProgram, FindsNothingWithoutAPath) {
  const Environment path{"PATH", std::nullopt};
  EXPECT_EQ(find_program("sh"), "");
}

}  // namespace
}  // namespace flk
