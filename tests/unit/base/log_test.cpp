// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/base/log.hpp>

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <pty.h>
#include <string>
#include <unistd.h>

#include <flock/base/fd.hpp>
#include <nlohmann/json.hpp>

#include "support/temp_dir.hpp"

namespace flk {
namespace {

std::string logged(LogFormat format, LogLevel least) {
  const TempDir dir;
  const Fd fd{::open((dir / "log").c_str(), O_CREAT | O_WRONLY, 0600)};
  Log log{"flock-x", format, least, fd.get()};
  log.info("quiet");
  log.warning("spoke", {{"address", "::1"}, {"name", "two words\n"}});
  return contents(dir / "log");
}

TEST(Log, NamesTheToolInTextForPeople) {
  EXPECT_EQ(logged(LogFormat::tool, LogLevel::warning),
            "flock-x: spoke address=::1 name='two words\\x0A'\n");
}

TEST(Log, WritesANumberAsOneInJson) {
  const auto with_numbers = [](LogFormat format) {
    const TempDir dir;
    const Fd fd{::open((dir / "log").c_str(), O_CREAT | O_WRONLY, 0600)};
    Log log{"flock-x", format, LogLevel::info, fd.get()};
    log.info("counted",
             {{"count", std::uint64_t{18446744073709551615u}}, {"text", "7"}});
    return contents(dir / "log");
  };
  EXPECT_THAT(with_numbers(LogFormat::json),
              testing::EndsWith("\"count\":18446744073709551615,"
                                "\"text\":\"7\"}\n"));
  EXPECT_EQ(with_numbers(LogFormat::tool),
            "flock-x: counted count=18446744073709551615 text=7\n");
}

// Over a progress line, which would else stand before it.
TEST(Log, BeginsOnATerminalWithAnEmptyLine) {
  int ends[2];
  ASSERT_EQ(::openpty(&ends[0], &ends[1], nullptr, nullptr, nullptr), 0);
  const Fd screen{ends[0]};
  const Fd terminal{ends[1]};
  Log{"flock-x", LogFormat::tool, LogLevel::info, terminal.get()}.info("hello");
  char seen[64];
  const auto count = ::read(screen.get(), seen, sizeof seen);
  ASSERT_GT(count, 0);
  EXPECT_EQ(std::string(seen, static_cast<std::size_t>(count)),
            "\r\033[Kflock-x: hello\r\n");
}

TEST(Log, WritesOneJsonObjectALine) {
  const auto line =
      nlohmann::json::parse(logged(LogFormat::json, LogLevel::warning));
  EXPECT_EQ(line["level"], "warning");
  EXPECT_EQ(line["tool"], "flock-x");
  EXPECT_EQ(line["name"], "two words\n");
}

TEST(Log, BeginsADaemonsLineWithTimeAndLevel) {
  EXPECT_THAT(logged(LogFormat::daemon, LogLevel::info),
              testing::MatchesRegex("[0-9-]+T[0-9:.]+Z info quiet\n"
                                    "[0-9-]+T[0-9:.]+Z warning spoke .*\n"));
}

}  // namespace
}  // namespace flk
