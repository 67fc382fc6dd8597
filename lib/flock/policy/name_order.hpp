// SPDX-License-Identifier: GPL-3.0-or-later
// A fixed set of names, found fast when they come in an order that repeats, as
// the keys of one stream's records do: behind each name, the one that followed
// it last is tried first, be it one of the set or not.

#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include <flock/record/json.hpp>

namespace flk {

class NameOrder {
 public:
  static constexpr std::size_t kNone = static_cast<std::size_t>(-1);

  // What `name` views must outlive this. Gives its index, counted from 0.
  std::size_t add(std::string_view name) {
    for (auto& entry : entries_) {
      if (entry.stranger == name) entry.stranger.clear();
    }
    entries_.push_back({name, entries_.size() + 1, {}});
    return entries_.size() - 1;
  }

  // The index of `name`, or kNone.
  std::size_t find(std::string_view name) {
    if (expected_ < entries_.size() &&
        same_text(entries_[expected_].name, name)) {
      return found(expected_);
    }
    const bool behind_one = last_ < entries_.size();
    if (behind_one && !name.empty() &&
        same_text(entries_[last_].stranger, name)) {
      return kNone;
    }
    for (std::size_t i = 0; i < entries_.size(); ++i) {
      if (!same_text(entries_[i].name, name)) continue;
      if (behind_one) entries_[last_].next = i;
      return found(i);
    }
    if (behind_one && name.size() <= kMaxStranger) {
      entries_[last_].stranger = name;
    }
    return kNone;
  }

 private:
  static constexpr std::size_t kMaxStranger =
      64;  // of what input makes us keep

  struct Entry {
    std::string_view name;
    std::size_t next;      // index of the name of the set that followed last
    std::string stranger;  // a name that is none of the set and followed last
  };

  std::size_t found(std::size_t index) {
    last_ = index;
    expected_ = entries_[index].next;
    return index;
  }

  std::vector<Entry> entries_;
  std::size_t last_ = kNone;
  std::size_t expected_ = 0;
};

}  // namespace flk
