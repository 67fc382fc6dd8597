// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/store/sqlite_wal.hpp>

#include <fcntl.h>
#include <unistd.h>

#include <chrono>

#include <flock/base/error.hpp>

namespace flk {
namespace {

// Large enough that a page which is changed by one commit after the other is
// copied once in a while.
constexpr std::size_t kLogBytes = 32 << 20;

constexpr std::chrono::seconds kLookEvery{1};

std::size_t page_size(SqliteDatabase& database) {
  auto statement = database.prepare("PRAGMA page_size");
  statement.step();
  return static_cast<std::size_t>(statement.integer(0));
}

Error lost_disk() {
  return {ErrorKind::try_again,
          "the disk failed to take what the store has written",
          "start flock-gateway again, when the disk is well"};
}

Fd open_log(const SqliteDatabase& writer) {
  const auto path = writer.log_path();
  Fd fd{::open(path.c_str(), O_RDWR | O_CLOEXEC)};
  if (!fd) throw_errno(ErrorKind::config, "cannot open " + quoted(path));
  return fd;
}

// Makes the log's bytes, which an earlier process may have failed to sync,
// bytes that are still to be written.
void write_again(int log) {
  std::string block(1 << 20, '\0');
  off_t at = 0;
  ssize_t size = 0;
  while ((size = ::pread(log, block.data(), block.size(), at)) > 0) {
    const auto count = static_cast<std::size_t>(size);
    if (::pwrite(log, block.data(), count, at) != size) throw lost_disk();
    at += size;
  }
  if (size < 0 || (at > 0 && ::fdatasync(log) != 0)) throw lost_disk();
}

}  // namespace

SqliteWal::SqliteWal(const std::string& path, SqliteDatabase& writer,
                     std::mutex& mutex)
    : writer_(writer),
      writing_(mutex),
      database_(path, SqliteDatabase::Mode::read_write),
      file_(open_log(writer)),
      files_(path, writer.log_path()),
      most_pages_(kLogBytes / page_size(writer)),
      wanted_(most_pages_) {
  {
    // No other process writes meanwhile.
    const SqliteTransaction alone{writer};
    write_again(file_.get());
  }
  // The log is then synced before it is copied, and else left to us.
  writer.execute("PRAGMA synchronous = NORMAL");
  writer.on_commit([this](std::size_t pages) { committed(pages); });
  thread_ = std::thread{[this] { run(); }};
}

SqliteWal::~SqliteWal() {
  {
    const std::lock_guard lock{mutex_};
    ending_ = true;
  }
  changed_.notify_one();
  thread_.join();
  // Closing would remove the log by its name, whosever that is by now.
  look_for_files();
  if (loss_ == Loss::none) return;
  database_.leave_log();
  writer_.leave_log();
}

void SqliteWal::sync(std::uint64_t mark) {
  const std::lock_guard lock{syncing_};
  if (synced_ >= mark) return;
  const std::uint64_t upto = marked_;
  check();
  if (::fdatasync(file_.get()) != 0) lose(Loss::disk);
  check();
  synced_ = upto;
}

void SqliteWal::check() {
  look_for_files();
  if (loss_ != Loss::none) say_lost();
}

void SqliteWal::look_for_files() {
  if (loss_ == Loss::none && !files_.in_place()) lose(Loss::files);
}

void SqliteWal::say_lost() {
  if (loss_ == Loss::disk) throw lost_disk();
  std::string message =
      "the store's files were removed or replaced while it was open";
  const std::lock_guard lock{losing_};
  if (!left_.empty()) {
    message += "; what was not yet in the old one is in " + quoted(left_);
  }
  throw Error(ErrorKind::try_again, message,
              "see flock-gateway(8), RESTORE, then start flock-gateway again");
}

void SqliteWal::on_lost(std::function<void()> work) {
  const std::lock_guard lock{losing_};
  on_lost_ = std::move(work);
  if (loss_ != Loss::none && on_lost_) on_lost_();
}

void SqliteWal::lose(Loss loss) {
  const std::lock_guard lock{losing_};
  if (loss_ != Loss::none) return;
  if (loss == Loss::files) left_ = files_.leave_place();
  loss_ = loss;
  if (on_lost_) on_lost_();
}

void SqliteWal::committed(std::size_t pages) {
  {
    const std::lock_guard lock{mutex_};
    // The log has begun anew.
    if (pages < pages_) wanted_ = most_pages_;
    pages_ = pages;
    if (pages_ < wanted_) return;
  }
  changed_.notify_one();
}

void SqliteWal::run() {
  std::unique_lock lock{mutex_};
  while (true) {
    const bool woken = changed_.wait_for(
        lock, kLookEvery, [this] { return ending_ || pages_ >= wanted_; });
    if (ending_) return;
    lock.unlock();
    look_for_files();
    if (woken) checkpoint();
    lock.lock();
    // A reader may keep the log from beginning anew for now.
    if (woken) wanted_ = pages_ + most_pages_;
  }
}

// Copies most while the writer goes on, and the rest while it waits: only when
// all is copied does the log begin anew.
void SqliteWal::checkpoint() {
  if (loss_ != Loss::none) return;
  try {
    auto copy = database_.prepare("PRAGMA wal_checkpoint(PASSIVE)");
    copy.run();
    database_.sync_file();
    const std::lock_guard lock{writing_};
    check();
    copy.run();
  } catch (const Error&) {
    // The log would begin anew, once all of it counts as copied, though the
    // system may have thrown away some of the copy.
    if (database_.failed_to_sync()) return lose(Loss::disk);
    // A full disk, say: the log grows, until writing fails for the same reason
    // and says so.
  }
}

}  // namespace flk
