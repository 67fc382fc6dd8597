// SPDX-License-Identifier: GPL-3.0-or-later
// The write-ahead log of a store that one process writes fast: synced once for
// all who wait, beside the next transaction rather than within each; and copied
// into the database by a thread of its own.
//
// Where a sync fails the system may have thrown away what it was to write, and
// says so once: later syncs succeed. So the store is lost to this process then.
// It takes nothing more, copies nothing more and leaves the log as it is. What
// opens the store next writes all of the log once more, and syncs it, before
// anything relies on it.
//
// So it is where its files are removed or replaced: what it writes goes where
// nobody will find it. That shows within a second, and before anything that was
// written since is called durable.

#pragma once

#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <thread>

#include <flock/base/fd.hpp>
#include <flock/store/sqlite.hpp>
#include <flock/store/sqlite_files.hpp>

namespace flk {

class SqliteWal {
 public:
  // `writer` is used by one thread at a time, under `mutex`; both must outlive
  // this. From now on its commits are durable only after sync(). Throws Error.
  SqliteWal(const std::string& path, SqliteDatabase& writer, std::mutex& mutex);
  ~SqliteWal();

  // Under `mutex`: what sync() wants for all that is committed by now.
  std::uint64_t mark() { return ++marked_; }
  // Returns when what was committed up to `mark` is on disk. Throws Error
  // (try_again) where the store is lost, by now or earlier.
  void sync(std::uint64_t mark);
  // Looks for the files; throws that where the store is lost.
  void check();
  // Calls `work` once, by any thread, when it is lost; empty: no more.
  void on_lost(std::function<void()> work);

 private:
  enum class Loss { none, disk, files };

  void committed(std::size_t pages);
  void run();
  void checkpoint();
  void look_for_files();
  void lose(Loss loss);
  [[noreturn]] void say_lost();

  SqliteDatabase& writer_;
  std::mutex& writing_;
  SqliteDatabase database_;  // of the thread
  Fd file_;
  SqliteFiles files_;
  std::size_t most_pages_;  // in the log, before they are copied

  std::atomic<std::uint64_t> marked_ = 0;
  std::atomic<Loss> loss_ = Loss::none;
  std::mutex syncing_;
  std::uint64_t synced_ = 0;  // of `syncing_`

  std::mutex losing_;
  std::function<void()> on_lost_;  // of `losing_`, as the next
  std::string left_;               // the log's new name, where it has one

  std::mutex mutex_;  // of what follows
  std::condition_variable changed_;
  std::size_t pages_ = 0;   // in the log
  std::size_t wanted_ = 0;  // that many are worth a checkpoint
  bool ending_ = false;
  std::thread thread_;
};

}  // namespace flk
