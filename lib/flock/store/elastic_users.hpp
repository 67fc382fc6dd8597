// SPDX-License-Identifier: GPL-3.0-or-later
// Users, keys and invites in the index flock_users, each a document of its own:
//   NAME           a user; deleted ones stay for the sake of their keys
//   invite:HASH    an invite, with who has used it
//   reserved:NAME  which invite reserves a user name
// Read in real time by id, made by op type create, changed only where they
// still are as they were read (if_seq_no): whatever gateways do at once, one
// comes first.

#pragma once

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>

#include <flock/base/clock.hpp>
#include <flock/elasticsearch/client.hpp>
#include <flock/store/user.hpp>

namespace flk {

// What the index is made with. Nothing but what is searched for is indexed;
// documents come back as they are.
inline constexpr std::string_view kUsersIndex =
    R"({"mappings":{"dynamic":false,"properties":{)"
    R"("kind":{"type":"keyword"},"user":{"type":"keyword"},)"
    R"("code":{"type":"keyword"}}}})";

class ElasticUsers {
 public:
  // Both must outlive this.
  ElasticUsers(ElasticClient& client, Clock& clock);
  ~ElasticUsers();

  // As Store's.
  std::optional<User> find(const std::string& name);
  std::optional<User> find_if(const std::string& name,
                              const std::function<bool(const User&)>& wanted);
  RegisterResult register_user(const Registration& registration);
  KeyOutcome add_key(const User& user, const std::string& public_key,
                     Milliseconds now);
  bool remove(const std::string& name, Milliseconds now);
  // Sets a text of a user's document.
  bool change(const std::string& name, const char* key,
              const std::string& value);
  ImportOutcome import(const User& user);
  void add_invite(const Invite& invite);
  void each_invite(const std::function<void(const Invite&)>& visit);
  bool revoke_invite(const std::string& code_hash);
  void each_user(const std::function<void(const User&)>& visit);
  void each_key(const std::function<void(const UserKey&)>& visit);

 private:
  struct Document;
  struct UsableInvite;
  struct Remembered {
    User user;
    Milliseconds when;
  };

  std::optional<Document> get(const std::string& id);
  // False where another came first.
  bool put(const Document& document);
  void make_index();
  // `user` is the document of that name, or null; `is_there`: it is not of a
  // deleted user.
  UsableInvite usable_invite(const Registration& registration,
                             const nlohmann::json& user, bool is_there);
  std::optional<Document> good_invite(const std::string& hash,
                                      const Registration& registration,
                                      const nlohmann::json& user);
  // These are nullopt where another came first.
  std::optional<RegisterResult> try_register(const Registration& registration);
  // Makes the user, over `document`.
  std::optional<RegisterResult> make(const Registration& registration,
                                     const std::optional<Invite>& invite,
                                     Document document);
  // Those of a kind, page by page, in the order of a field that none lacks and
  // that no two have alike.
  void each_document(const char* kind, const char* order,
                     const std::function<void(const Document&)>& visit);

  std::optional<User> remembered(const std::string& name);
  void remember(const User& user);
  void forget(const std::string& name);

  ElasticClient& client_;
  Clock& clock_;
  std::mutex mutex_;  // of what follows
  bool index_made_ = false;
  std::map<std::string, Remembered> remembered_;
};

}  // namespace flk
