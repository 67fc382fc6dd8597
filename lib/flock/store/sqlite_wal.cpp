// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/store/sqlite_wal.hpp>

#include <unistd.h>

#include <flock/base/error.hpp>

namespace flk {
namespace {

// Large enough that a page which is changed by one commit after the other is
// copied once in a while.
constexpr std::size_t kLogBytes = 32 << 20;

std::size_t page_size(SqliteDatabase& database) {
  auto statement = database.prepare("PRAGMA page_size");
  statement.step();
  return static_cast<std::size_t>(statement.integer(0));
}

}  // namespace

SqliteWal::SqliteWal(const std::string& path, SqliteDatabase& writer,
                     std::mutex& mutex)
    : writing_(mutex),
      database_(path, SqliteDatabase::Mode::read_write),
      file_(open_for_reading(writer.log_path())),
      most_pages_(kLogBytes / page_size(writer)),
      wanted_(most_pages_),
      thread_([this] { run(); }) {
  // The log is then synced before it is copied, and else left to us.
  writer.execute("PRAGMA synchronous = NORMAL");
  writer.on_commit([this](std::size_t pages) { committed(pages); });
}

SqliteWal::~SqliteWal() {
  {
    const std::lock_guard lock{mutex_};
    ending_ = true;
  }
  changed_.notify_one();
  thread_.join();
}

void SqliteWal::sync(std::uint64_t mark) {
  const std::lock_guard lock{syncing_};
  if (synced_ >= mark) return;
  const std::uint64_t upto = marked_;
  if (failed_ || ::fdatasync(file_.get()) != 0) {
    failed_ = true;
    throw Error(ErrorKind::try_again,
                "the disk failed to take the store's write-ahead log",
                "restart flock-gateway when the disk is well");
  }
  synced_ = upto;
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
    changed_.wait(lock, [this] { return ending_ || pages_ >= wanted_; });
    if (ending_) return;
    lock.unlock();
    checkpoint();
    lock.lock();
    // A reader may keep the log from beginning anew for now.
    wanted_ = pages_ + most_pages_;
  }
}

// Copies most while the writer goes on, and the rest while it waits: only when
// all is copied does the log begin anew.
void SqliteWal::checkpoint() {
  try {
    auto copy = database_.prepare("PRAGMA wal_checkpoint(PASSIVE)");
    copy.run();
    database_.sync_file();
    const std::lock_guard lock{writing_};
    copy.run();
  } catch (const Error&) {
    // A full disk, say: the log grows, until writing fails for the same reason
    // and says so.
  }
}

}  // namespace flk
