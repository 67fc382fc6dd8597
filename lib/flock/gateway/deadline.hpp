// SPDX-License-Identifier: GPL-3.0-or-later
// When a connection is closed, whatever it is at. Included by connection.hpp
// alone, as that is by server.cpp.

#pragma once

#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <exception>

namespace flk::server_detail {

using Steady = std::chrono::steady_clock;

// `Owner` holds this, is in a std::shared_ptr by the time that anything is set,
// and is told by close(), on its own thread.
template <typename Owner>
class Deadline {
 public:
  template <typename Executor>
  Deadline(Owner& owner, const Executor& executor)
      : owner_(owner), timer_(executor) {}

  // One that only moves on, as most do, leaves the timer alone: what it costs
  // to set one is noticed with each request.
  void set(Steady::duration from_now) {
    at_ = Steady::now() + from_now;
    if (at_ < timer_end_) set_timer();
  }
  void clear() { at_ = kNever; }
  // For the owner's end: the timer no longer keeps it.
  void cancel() {
    clear();
    timer_.cancel();
  }

 private:
  static constexpr auto kNever = Steady::time_point::max();

  void set_timer() {
    timer_end_ = at_;
    timer_.expires_at(timer_end_);
    timer_.async_wait(
        [this, owner = owner_.shared_from_this()](const auto& error) {
          if (!error) timer_ended();
        });
  }

  void timer_ended() {
    timer_end_ = kNever;
    if (at_ <= Steady::now()) return owner_.close();
    if (at_ == kNever) return;
    try {
      set_timer();
    } catch (const std::exception&) {  // memory may end
      owner_.close();
    }
  }

  Owner& owner_;
  boost::asio::steady_timer timer_;
  Steady::time_point timer_end_ = kNever;  // kNever: not set
  Steady::time_point at_ = kNever;
};

}  // namespace flk::server_detail
