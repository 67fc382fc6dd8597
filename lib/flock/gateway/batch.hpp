// SPDX-License-Identifier: GPL-3.0-or-later
// The records of one request, checked and ready to store.

#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <flock/base/clock.hpp>
#include <flock/store/store.hpp>

namespace flk {

class RecordBatch {
 public:
  RecordBatch() = default;
  // All of its records are this user's.
  explicit RecordBatch(std::string user) : user_(std::move(user)) {}

  void reserve(std::size_t bytes) { bytes_.reserve(bytes); }

  // `append` puts the record's bytes at the end of the text it is given.
  template <typename Append>
  void add(std::string id, std::string index, std::optional<Milliseconds> time,
           bool tells_os, const Append& append) {
    const auto begin = bytes_.size();
    append(bytes_);
    items_.push_back({std::move(id), std::move(index), time, tells_os, begin,
                      bytes_.size() - begin});
  }

  std::size_t size() const { return items_.size(); }
  bool empty() const { return items_.empty(); }
  // What it takes of the queue's memory, about.
  std::size_t memory() const {
    return bytes_.size() + items_.size() * sizeof(Item);
  }

  // Valid as long as this stays where it is.
  NewRecord operator[](std::size_t i) const {
    const auto& item = items_[i];
    return {item.id,
            item.index,
            std::string_view(bytes_).substr(item.begin, item.size),
            item.time,
            user_,
            item.tells_os};
  }

 private:
  struct Item {
    std::string id;
    std::string index;
    std::optional<Milliseconds> time;
    bool tells_os;
    std::size_t begin;
    std::size_t size;
  };

  std::string user_;
  std::string bytes_;
  std::vector<Item> items_;
};

}  // namespace flk
