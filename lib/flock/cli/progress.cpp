// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/cli/progress.hpp>

#include <unistd.h>

#include <string_view>

namespace flk {
namespace {

constexpr Milliseconds kSilent{1000};
constexpr Milliseconds kBetween{250};
constexpr unsigned kCallsBetween = 64;

std::string with_commas(std::uint64_t number) {
  auto text = std::to_string(number);
  for (auto at = text.size(); at > 3;) {
    at -= 3;
    text.insert(at, 1, ',');
  }
  return text;
}

// A line that cannot be written is no reason to end the work.
void write_quietly(int fd, std::string_view text) {
  [[maybe_unused]] const auto written = ::write(fd, text.data(), text.size());
}

}  // namespace

std::string progress_text(std::uint64_t count,
                          std::optional<std::uint64_t> total,
                          Milliseconds elapsed, const std::string& unit) {
  auto text = with_commas(count);
  if (total) text += " of " + with_commas(*total);
  text += " " + unit;
  const auto milliseconds = static_cast<std::uint64_t>(elapsed.count());
  if (count == 0 || milliseconds == 0) return text;
  text += ", " + with_commas(count * 1000 / milliseconds) + "/s";
  if (total && *total > count) {
    const auto left = (*total - count) * milliseconds / count / 1000;
    text += ", " + with_commas(left) + "s left";
  }
  return text;
}

Progress::Progress(std::string unit, std::optional<std::uint64_t> total,
                   Clock& clock, int fd)
    : unit_(std::move(unit)),
      total_(total),
      clock_(clock),
      fd_(fd),
      begin_(clock.now()),
      last_(begin_) {}

Progress::~Progress() { clear(); }

void Progress::show(std::uint64_t count) {
  if (++calls_ % kCallsBetween == 0) show_now(count);
}

void Progress::show_now(std::uint64_t count) {
  const auto now = clock_.now();
  if (now - begin_ < kSilent || now - last_ < kBetween) return;
  last_ = now;
  shown_ = true;
  write_quietly(fd_,
                "\r\033[K" + progress_text(count, total_, now - begin_, unit_));
}

void Progress::clear() {
  if (shown_) write_quietly(fd_, "\r\033[K");
  shown_ = false;
}

bool wants_progress(const CommonOptions& options, bool prints) {
  return !options.quiet && !options.json && ::isatty(STDERR_FILENO) != 0 &&
         !(prints && ::isatty(STDOUT_FILENO) != 0);
}

}  // namespace flk
