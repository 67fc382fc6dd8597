// SPDX-License-Identifier: GPL-3.0-or-later
// Work on many threads whose results come out in order: push() hands an item
// in, any of the workers works on it, and one more thread consumes the items
// in the order in which they were pushed. At most `depth` items are under way.

#pragma once

#include <condition_variable>
#include <deque>
#include <exception>
#include <functional>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

namespace flk {

template <typename Item>
class OrderedPipeline {
 public:
  using Step = std::function<void(Item&)>;

  // `work` is called from `workers` threads at once, `consume` from one.
  OrderedPipeline(unsigned workers, std::size_t depth, Step work, Step consume)
      : depth_(depth), work_(std::move(work)), consume_(std::move(consume)) {
    for (unsigned i = 0; i < workers; ++i) {
      threads_.emplace_back([this] { guarded([this] { work_all(); }); });
    }
    threads_.emplace_back([this] { guarded([this] { consume_all(); }); });
  }

  // What is under way and not consumed is dropped.
  ~OrderedPipeline() {
    stop();
    join();
  }
  OrderedPipeline(const OrderedPipeline&) = delete;
  OrderedPipeline& operator=(const OrderedPipeline&) = delete;

  // Waits while `depth` items are under way. Throws what a step threw; then
  // nothing more is worked on.
  void push(Item item) {
    std::unique_lock lock{mutex_};
    changed_.wait(lock, [this] { return slots_.size() < depth_ || stopped_; });
    if (failure_) std::rethrow_exception(failure_);
    slots_.push_back({std::move(item), State::waiting});
    changed_.notify_all();
  }

  // Waits until all that was pushed is consumed. Throws what a step threw.
  void drain() {
    std::unique_lock lock{mutex_};
    changed_.wait(lock, [this] { return slots_.empty() || stopped_; });
    if (failure_) std::rethrow_exception(failure_);
  }

  // The same, as the last call.
  void finish() {
    {
      const std::scoped_lock lock{mutex_};
      ended_ = true;
      changed_.notify_all();
    }
    join();
    if (failure_) std::rethrow_exception(failure_);
  }

 private:
  enum class State { waiting, at_work, done };
  struct Slot {
    Item item;
    State state;
  };

  void work_all() {
    std::unique_lock lock{mutex_};
    while (true) {
      Slot* slot = nullptr;
      changed_.wait(lock, [&] {
        slot = first_waiting();
        return slot != nullptr || ended_ || stopped_;
      });
      if (stopped_ || slot == nullptr) return;
      slot->state = State::at_work;
      lock.unlock();
      work_(slot->item);  // a deque's elements stay where they are
      lock.lock();
      slot->state = State::done;
      changed_.notify_all();
    }
  }

  void consume_all() {
    std::unique_lock lock{mutex_};
    while (true) {
      changed_.wait(lock, [this] {
        return stopped_ ||
               (slots_.empty() ? ended_ : slots_.front().state == State::done);
      });
      if (stopped_ || slots_.empty()) return;
      Slot& first = slots_.front();  // push() may move what leads to it
      lock.unlock();
      {
        auto item = std::move(first.item);
        consume_(item);
      }  // freed while nobody waits for the lock
      lock.lock();
      slots_.pop_front();
      changed_.notify_all();
    }
  }

  Slot* first_waiting() {
    for (auto& slot : slots_) {
      if (slot.state == State::waiting) return &slot;
    }
    return nullptr;
  }

  template <typename Work>
  void guarded(Work work) {
    try {
      work();
    } catch (...) {
      const std::scoped_lock lock{mutex_};
      if (!failure_) failure_ = std::current_exception();
      stopped_ = true;
      changed_.notify_all();
    }
  }

  void stop() {
    const std::scoped_lock lock{mutex_};
    stopped_ = true;
    changed_.notify_all();
  }

  void join() {
    for (auto& thread : threads_) {
      if (thread.joinable()) thread.join();
    }
  }

  const std::size_t depth_;
  const Step work_;
  const Step consume_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Slot> slots_;
  bool ended_ = false;    // nothing more is pushed
  bool stopped_ = false;  // failed, or nobody waits for the rest
  std::exception_ptr failure_;
  std::vector<std::thread> threads_;
};

}  // namespace flk
