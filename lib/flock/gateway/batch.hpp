// SPDX-License-Identifier: GPL-3.0-or-later
// The records of one request, checked and ready to store.

#pragma once

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <flock/base/clock.hpp>
#include <flock/record/identity.hpp>
#include <flock/store/store.hpp>

namespace flk {

class RecordBatch {
 public:
  RecordBatch() = default;
  // All of its records are this user's.
  explicit RecordBatch(std::string user) : user_(std::move(user)) {}

  // Room for `bytes` of records.
  void reserve(std::size_t bytes) {
    bytes_.reserve(bytes);
    items_.reserve(bytes / kUsualBytes);
    ids_.reserve(bytes / kUsualBytes * RecordIdentity::kLength);
  }

  // `append` puts the record's bytes at the end of the text it is given.
  template <typename Append>
  void add(std::string_view id, std::string_view index,
           std::optional<Milliseconds> time, bool tells_os,
           const Append& append) {
    const auto begin = bytes_.size();
    append(bytes_);
    const auto id_begin = ids_.size();
    ids_ += id;
    items_.push_back({id_begin, id.size(), begin, bytes_.size() - begin, time,
                      index_number(index), tells_os});
  }

  // Of record `i`; as long as the one that it was added with.
  void set_id(std::size_t i, std::string_view id) {
    std::copy_n(id.begin(), items_[i].id_size, &ids_[items_[i].id_begin]);
  }

  std::size_t size() const { return items_.size(); }
  bool empty() const { return items_.empty(); }
  // What it takes of the queue's memory, about.
  std::size_t memory() const {
    return bytes_.size() + ids_.size() + items_.size() * sizeof(Item);
  }

  // Valid as long as this stays where it is.
  NewRecord operator[](std::size_t i) const {
    const auto& item = items_[i];
    return {std::string_view(ids_).substr(item.id_begin, item.id_size),
            indices_[item.index],
            std::string_view(bytes_).substr(item.begin, item.size),
            item.time,
            user_,
            item.tells_os};
  }

 private:
  struct Item {
    std::size_t id_begin;  // in ids_
    std::size_t id_size;
    std::size_t begin;  // in bytes_
    std::size_t size;
    std::optional<Milliseconds> time;
    std::size_t index;  // in indices_
    bool tells_os;
  };
  static constexpr std::size_t kUsualBytes = 512;  // of a record

  // Most records go where the one before went.
  std::size_t index_number(std::string_view index) {
    if (!items_.empty() && indices_[items_.back().index] == index) {
      return items_.back().index;
    }
    const auto found = std::find(indices_.begin(), indices_.end(), index);
    const auto number = static_cast<std::size_t>(found - indices_.begin());
    if (found == indices_.end()) indices_.emplace_back(index);
    return number;
  }

  std::string user_;
  std::string bytes_;
  std::string ids_;
  std::vector<std::string> indices_;
  std::vector<Item> items_;
};

}  // namespace flk
