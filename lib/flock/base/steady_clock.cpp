// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/base/steady_clock.hpp>

#include <thread>

namespace flk {
namespace {

class SteadyClock : public Clock {
 public:
  Milliseconds now() override {
    return std::chrono::duration_cast<Milliseconds>(
        std::chrono::steady_clock::now().time_since_epoch());
  }
  void sleep(Milliseconds duration) override {
    std::this_thread::sleep_for(duration);
  }
};

}  // namespace

Clock& steady_clock() {
  static SteadyClock clock;
  return clock;
}

}  // namespace flk
