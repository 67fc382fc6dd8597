// SPDX-License-Identifier: GPL-3.0-or-later
// A store in memory that can be held, and that refuses or fails on demand. It
// knows no users.

#pragma once

#include <condition_variable>
#include <mutex>
#include <string>
#include <vector>

#include <flock/base/error.hpp>
#include <flock/store/store.hpp>

namespace flk {

class FakeStore : public Store {
 public:
  struct Kept {
    std::string id;
    std::string index;
    std::string bytes;
  };

  // Lets put() wait until release().
  void hold() {
    const std::lock_guard lock{mutex_};
    holding_ = true;
  }
  void wait_until_held() {
    std::unique_lock lock{mutex_};
    changed_.wait(lock, [this] { return held_; });
  }
  void release() {
    const std::lock_guard lock{mutex_};
    holding_ = false;
    changed_.notify_all();
  }
  void fail_when_it_holds(const std::string& text) { failing_.push_back(text); }
  void refuse_when_it_holds(const std::string& text) {
    refused_.push_back(text);
  }
  // Longer records are too long.
  std::size_t max_bytes = static_cast<std::size_t>(-1);
  // All that is put with such a record is.
  void refuse_together_when_it_holds(const std::string& text) {
    poison_.push_back(text);
  }

  std::vector<std::size_t> put_sizes() {
    const std::lock_guard lock{mutex_};
    return put_sizes_;
  }
  std::vector<Kept> in_index(const std::string& index) {
    const std::lock_guard lock{mutex_};
    std::vector<Kept> out;
    for (const auto& kept : kept_) {
      if (kept.index == index) out.push_back(kept);
    }
    return out;
  }

  std::vector<PutResult> put(std::span<const NewRecord> records) override {
    std::unique_lock lock{mutex_};
    put_sizes_.push_back(records.size());
    held_ = holding_;
    changed_.notify_all();
    changed_.wait(lock, [this] { return !holding_; });
    held_ = false;
    for (const auto& record : records) {
      if (holds_one(record.bytes, poison_)) {
        return {records.size(), {PutOutcome::refused_together, "malformed"}};
      }
    }
    std::vector<PutResult> results;
    for (const auto& record : records) {
      results.push_back(put_one(record));
    }
    return results;
  }
  std::size_t useful_writers() const override { return 1; }
  std::optional<std::string> fault() override { return std::nullopt; }
  void scan(const ScanFilter&, const RecordVisitor& visit) override {
    for (const auto& kept : kept_) visit({kept.id, kept.index, kept.bytes});
  }

  std::optional<User> find_user(const std::string&) override { away(); }
  RegisterResult register_user(const Registration&) override { away(); }
  KeyOutcome add_key(const User&, const std::string&, Milliseconds) override {
    away();
  }
  bool delete_user(const std::string&, Milliseconds) override { away(); }
  bool rename_user(const std::string&, const std::string&) override { away(); }
  bool reset_token(const std::string&, const std::string&) override { away(); }
  ImportOutcome import_user(const User&) override { away(); }
  std::map<std::string, UserActivity> activity(
      const std::vector<std::string>&) override {
    away();
  }
  std::uint64_t delete_records_of(const std::string&) override { away(); }
  std::uint64_t prune(Milliseconds) override { away(); }
  void add_invite(const Invite&) override { away(); }
  void each_invite(const std::function<void(const Invite&)>&) override {
    away();
  }
  bool revoke_invite(const std::string&) override { away(); }
  void each_user(const std::function<void(const User&)>&) override { away(); }
  void each_key(const std::function<void(const UserKey&)>&) override { away(); }

 private:
  [[noreturn]] static void away() {
    throw Error(ErrorKind::try_again, "cannot reach the store");
  }

  static bool holds_one(std::string_view text,
                        const std::vector<std::string>& parts) {
    for (const auto& part : parts) {
      if (text.find("\"" + part + "\"") != std::string_view::npos) return true;
    }
    return false;
  }

  PutResult put_one(const NewRecord& record) {
    if (holds_one(record.bytes, failing_)) {
      return {PutOutcome::unavailable, "it is away"};
    }
    if (holds_one(record.bytes, refused_)) {
      return {PutOutcome::refused, "its shape"};
    }
    if (record.bytes.size() > max_bytes) {
      return {PutOutcome::too_long, "no request of so many bytes"};
    }
    kept_.push_back({std::string(record.id), std::string(record.index),
                     std::string(record.bytes)});
    return {PutOutcome::stored, {}};
  }

  std::mutex mutex_;
  std::condition_variable changed_;
  bool holding_ = false;
  bool held_ = false;
  std::vector<std::string> failing_;
  std::vector<std::string> refused_;
  std::vector<std::string> poison_;
  std::vector<std::size_t> put_sizes_;
  std::vector<Kept> kept_;
};

}  // namespace flk
