// SPDX-License-Identifier: GPL-3.0-or-later
// Elasticsearch or OpenSearch as the store: all state is there, so that any
// number of gateways may stand before it.

#pragma once

#include <flock/elasticsearch/client.hpp>
#include <flock/store/elastic_users.hpp>
#include <flock/store/store.hpp>

namespace flk {

class ElasticStore : public Store {
 public:
  // Asks nothing of the engine yet. Throws Error (config).
  explicit ElasticStore(const ElasticOptions& options);

  std::vector<PutResult> put(std::span<const NewRecord> records) override;
  std::size_t useful_writers() const override { return 4; }
  std::optional<std::string> fault() override;
  void scan(const ScanFilter& filter, const RecordVisitor& visit) override;

  std::optional<User> find_user(const std::string& name) override {
    return users_.find(name);
  }
  RegisterResult register_user(const Registration& registration) override {
    return users_.register_user(registration);
  }
  KeyOutcome add_key(const std::string& user, const std::string& public_key,
                     Milliseconds now) override {
    return users_.add_key(user, public_key, now);
  }
  bool delete_user(const std::string& name, Milliseconds now) override {
    return users_.remove(name, now);
  }
  void add_invite(const Invite& invite) override { users_.add_invite(invite); }
  void each_user(const std::function<void(const User&)>& visit) override {
    users_.each_user(visit);
  }
  void each_key(const std::function<void(const UserKey&)>& visit) override {
    users_.each_key(visit);
  }

 private:
  ElasticClient client_;
  ElasticUsers users_;
};

}  // namespace flk
