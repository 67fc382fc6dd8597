// SPDX-License-Identifier: GPL-3.0-or-later
// The embedded store: one SQLite file, WAL, each put() one transaction, synced
// together with others that end meanwhile.
// Other processes read and write it while the gateway serves.

#pragma once

#include <memory>
#include <string>

#include <flock/store/store.hpp>

namespace flk {

class SqliteStore : public Store {
 public:
  enum class Access { read_write, read_only };

  // With read_write it is made where it is missing, mode 0600. Beyond
  // `max_bytes` (0: no bound) nothing is stored until something is deleted.
  // Throws Error.
  SqliteStore(const std::string& path, Access access,
              std::size_t max_bytes = 0);
  ~SqliteStore() override;

  std::vector<PutResult> put(std::span<const NewRecord> records) override;
  // While one waits for the disk, the next fills its transaction.
  std::size_t useful_writers() const override { return 3; }
  std::optional<std::string> fault() override;
  void on_lost(std::function<void()> work) override;
  void scan(const ScanFilter& filter, const RecordVisitor& visit) override;

  std::map<std::string, UserActivity> activity(
      const std::vector<std::string>& users) override;
  std::uint64_t delete_records_of(const std::string& user) override;
  std::uint64_t prune(Milliseconds before) override;

  bool is_local() const override { return true; }
  std::optional<User> find_user(const std::string& name) override;
  RegisterResult register_user(const Registration& registration) override;
  KeyOutcome add_key(const User& user, const std::string& public_key,
                     Milliseconds now) override;
  bool delete_user(const std::string& name, Milliseconds now) override;
  bool rename_user(const std::string& name,
                   const std::string& display_name) override;
  bool reset_token(const std::string& name,
                   const std::string& token_hash) override;
  ImportOutcome import_user(const User& user) override;
  void add_invite(const Invite& invite) override;
  void each_invite(const std::function<void(const Invite&)>& visit) override;
  bool revoke_invite(const std::string& code_hash) override;
  void each_user(const std::function<void(const User&)>& visit) override;
  void each_key(const std::function<void(const UserKey&)>& visit) override;

 private:
  struct Reader;
  struct Writer;
  Writer& writer();

  std::string path_;
  std::unique_ptr<Writer> writer_;  // null with read_only
  // Closed first: whoever closes last tidies the write-ahead log away, and must
  // be allowed to.
  std::unique_ptr<Reader> reader_;
};

}  // namespace flk
