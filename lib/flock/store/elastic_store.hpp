// SPDX-License-Identifier: GPL-3.0-or-later
// Elasticsearch or OpenSearch as the store: all state is there, so that any
// number of gateways may stand before it.

#pragma once

#include <flock/base/steady_clock.hpp>
#include <flock/elasticsearch/bulk_size.hpp>
#include <flock/elasticsearch/client.hpp>
#include <flock/store/elastic_users.hpp>
#include <flock/store/store.hpp>

namespace flk {

class ElasticStore : public Store {
 public:
  // Asks nothing of the engine yet. Throws Error (config).
  explicit ElasticStore(const ElasticOptions& options,
                        Clock& clock = steady_clock());

  std::vector<PutResult> put(std::span<const NewRecord> records) override;
  std::size_t useful_writers() const override { return 4; }
  std::size_t useful_bytes() const override { return size_.bytes(); }
  std::optional<std::string> fault() override;
  void give_up() override { client_.give_up(); }
  void scan(const ScanFilter& filter, const RecordVisitor& visit) override;

  std::map<std::string, UserActivity> activity(
      const std::vector<std::string>& users) override;
  std::uint64_t delete_records_of(const std::string& user) override;
  std::uint64_t prune(Milliseconds before) override;

  std::optional<User> find_user(const std::string& name) override {
    return users_.find(name);
  }
  std::optional<User> find_user_if(const std::string& name,
                                   const UserCondition& wanted) override {
    return users_.find_if(name, wanted);
  }
  RegisterResult register_user(const Registration& registration) override {
    return users_.register_user(registration);
  }
  KeyOutcome add_key(const User& user, const std::string& public_key,
                     Milliseconds now) override {
    return users_.add_key(user, public_key, now);
  }
  bool delete_user(const std::string& name, Milliseconds now) override {
    return users_.remove(name, now);
  }
  bool rename_user(const std::string& name,
                   const std::string& display_name) override {
    return users_.change(name, "name", display_name);
  }
  bool reset_token(const std::string& name,
                   const std::string& token_hash) override {
    return users_.change(name, "token", token_hash);
  }
  ImportOutcome import_user(const User& user) override {
    return users_.import(user);
  }
  void add_invite(const Invite& invite) override { users_.add_invite(invite); }
  void each_invite(const std::function<void(const Invite&)>& visit) override {
    users_.each_invite(visit);
  }
  bool revoke_invite(const std::string& code_hash) override {
    return users_.revoke_invite(code_hash);
  }
  void each_user(const std::function<void(const User&)>& visit) override {
    users_.each_user(visit);
  }
  void each_key(const std::function<void(const UserKey&)>& visit) override {
    users_.each_key(visit);
  }

 private:
  // One bulk request; their bytes fit in one, or it is a single record.
  std::vector<PutResult> put_some(std::span<const NewRecord> records);
  // Again, what was too long together, as a body of `bytes`.
  std::vector<PutResult> put_shorter(std::span<const NewRecord> records,
                                     std::size_t bytes);

  ElasticClient client_;
  BulkSize size_;
  ElasticUsers users_;
};

}  // namespace flk
