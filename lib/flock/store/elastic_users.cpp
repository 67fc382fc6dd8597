// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/store/elastic_users.hpp>

#include <algorithm>
#include <nlohmann/json.hpp>

#include <flock/auth/user_name.hpp>
#include <flock/base/error.hpp>
#include <flock/store/register.hpp>

namespace flk {
namespace {

using Json = nlohmann::json;

constexpr const char* kIndex = "/flock_users";
// Of conflicts with others. Each of them let another come through.
constexpr int kMaxTries = 100;

[[noreturn]] void fail(const char* doing, const HttpAnswer& answer) {
  throw Error(ErrorKind::try_again, std::string("cannot ") + doing +
                                        " in index flock_users: the "
                                        "engine answers " +
                                        std::to_string(answer.status));
}

Json parse(const std::string& text) {
  try {
    return Json::parse(text);
  } catch (const Json::exception&) {
    throw Error(ErrorKind::try_again, "the engine's answer is not JSON");
  }
}

Json json_of(const User& user) {
  return {{"kind", "user"},
          {"user", user.name},
          {"name", user.display_name},
          {"token", user.token_hash},
          {"invite", user.invite_hash},
          {"created", user.created.count()},
          {"keys", Json::array()}};
}

User user_of(const Json& json) {
  return {json.value("user", ""), json.value("name", ""),
          json.value("token", ""), json.value("invite", ""),
          Milliseconds{json.value("created", std::int64_t{0})}};
}

bool is_deleted(const Json& json) { return json.value("deleted", false); }

void end_keys(Json& user, Milliseconds now) {
  for (auto& key : user["keys"]) {
    if (!key.contains("until")) key["until"] = now.count();
  }
}

void add_key_to(Json& user, const std::string& public_key, Milliseconds now) {
  user["keys"].push_back({{"public_key", public_key}, {"since", now.count()}});
}

std::optional<std::string> current_key(const Json& user) {
  for (const auto& key : user.value("keys", Json::array())) {
    if (!key.contains("until")) return key.value("public_key", "");
  }
  return std::nullopt;
}

Json spent_of(const Json& invite) {
  return invite.value("spent", Json::array());
}

Invite invite_of(const Json& json) {
  return {json.value("code", ""),
          json.value("name", ""),
          json.value("reserved", ""),
          json.value("uses", 0) - static_cast<int>(spent_of(json).size()),
          Milliseconds{json.value("created", std::int64_t{0})},
          Milliseconds{json.value("expires", std::int64_t{0})}};
}

// What an invite notes of a registration, before the user is made: a repeat
// finds it, whatever died in between.
Json note_of(const Registration& registration) {
  return {{"user", registration.name}, {"token", registration.token_hash}};
}

bool notes(const Json& invite, const Registration& registration) {
  const auto spent = spent_of(invite);
  return std::find(spent.begin(), spent.end(), note_of(registration)) !=
         spent.end();
}

}  // namespace

struct ElasticUsers::Document {
  std::string id;
  Json source;
  // Where it stood when it was read; a new one has none.
  std::optional<std::int64_t> seq_no = {};
  std::int64_t primary_term = 0;
};

struct ElasticUsers::UsableInvite {
  std::optional<Document> document;  // none: it takes none
  RegisterOutcome outcome = RegisterOutcome::registered;
};

ElasticUsers::ElasticUsers(ElasticClient& client) : client_(client) {}
ElasticUsers::~ElasticUsers() = default;

std::optional<ElasticUsers::Document> ElasticUsers::get(const std::string& id) {
  const auto answer = client_.send("GET", std::string(kIndex) + "/_doc/" + id);
  if (answer.status == 404) return std::nullopt;
  if (answer.status != 200) fail("look up a user", answer);
  auto json = parse(answer.body);
  return Document{id, std::move(json["_source"]),
                  json.value("_seq_no", std::int64_t{0}),
                  json.value("_primary_term", std::int64_t{0})};
}

bool ElasticUsers::put(const Document& document) {
  make_index();
  // Refreshed, so that a list made now has it.
  auto path = std::string(kIndex);
  if (document.seq_no) {
    path += "/_doc/" + document.id +
            "?refresh=true&if_seq_no=" + std::to_string(*document.seq_no) +
            "&if_primary_term=" + std::to_string(document.primary_term);
  } else {
    path += "/_create/" + document.id + "?refresh=true";
  }
  const auto answer = client_.send("PUT", path, document.source.dump());
  if (answer.status == 409) return false;
  if (answer.status != 200 && answer.status != 201) fail("write", answer);
  return true;
}

void ElasticUsers::make_index() {
  {
    const std::lock_guard lock{mutex_};
    if (index_made_) return;
  }
  // 400: it is there already. 403: an administrator must have made it; else the
  // engine makes it with the first document, and says so if it may not.
  const auto answer = client_.try_send("PUT", kIndex, kUsersIndex);
  if (answer.status != 200 && answer.status != 400 && answer.status != 403) {
    return;
  }
  const std::lock_guard lock{mutex_};
  index_made_ = true;
}

std::optional<User> ElasticUsers::find(const std::string& name) {
  if (!is_user_name(name)) return std::nullopt;
  if (auto user = remembered(name)) return user;
  const auto document = get(name);
  if (!document || is_deleted(document->source)) return std::nullopt;
  auto user = user_of(document->source);
  remember(user);
  return user;
}

RegisterResult ElasticUsers::register_user(const Registration& registration) {
  for (int i = 0; i < kMaxTries; ++i) {
    if (const auto result = try_register(registration)) return *result;
  }
  throw Error(ErrorKind::try_again,
              "cannot register a user: too many do at once");
}

std::optional<RegisterResult> ElasticUsers::try_register(
    const Registration& registration) {
  auto document = get(registration.name);
  const bool exists = document && !is_deleted(document->source);
  if (exists && is_repeated(registration, user_of(document->source))) {
    return RegisterResult{RegisterOutcome::repeated, user_of(document->source)};
  }
  auto usable = usable_invite(registration);
  if (usable.outcome != RegisterOutcome::registered) {
    return RegisterResult{usable.outcome, {}};
  }
  std::optional<Invite> invite;
  if (usable.document) invite = invite_of(usable.document->source);
  if (exists && !takes_over(registration, invite)) {
    return RegisterResult{RegisterOutcome::exists, user_of(document->source)};
  }
  if (invite && !notes(usable.document->source, registration)) {
    usable.document->source["spent"].push_back(note_of(registration));
    if (!put(*usable.document)) return std::nullopt;
  }
  const auto user = user_of(registration, invite);
  auto json = json_of(user);
  if (document) {
    json["keys"] = document->source["keys"];
    end_keys(json, registration.now);
  } else {
    document = Document{registration.name, {}};
  }
  if (!registration.public_key.empty()) {
    add_key_to(json, registration.public_key, registration.now);
  }
  document->source = std::move(json);
  if (!put(*document)) return std::nullopt;
  forget(user.name);
  return RegisterResult{RegisterOutcome::registered, user};
}

ElasticUsers::UsableInvite ElasticUsers::usable_invite(
    const Registration& registration) {
  std::string hash = registration.invite_hash;
  if (hash.empty() && !registration.needs_invite) return {};
  const auto refused = hash.empty() ? RegisterOutcome::invite_missing
                                    : RegisterOutcome::invite_invalid;
  if (hash.empty()) {
    const auto reserved = get("reserved:" + registration.name);
    if (!reserved) return {{}, refused};
    hash = reserved->source.value("code", "");
  }
  auto document = get("invite:" + hash);
  const bool good =
      document && (notes(document->source, registration) ||
                   invite_of(document->source)
                       .is_good_for(registration.name, registration.now));
  if (!good) return {{}, refused};
  return {std::move(document), RegisterOutcome::registered};
}

KeyOutcome ElasticUsers::add_key(const std::string& user,
                                 const std::string& public_key,
                                 Milliseconds now) {
  for (int i = 0; i < kMaxTries; ++i) {
    auto document = get(user);
    if (!document || is_deleted(document->source)) {
      return KeyOutcome::no_such_user;
    }
    if (const auto key = current_key(document->source)) {
      return *key == public_key ? KeyOutcome::unchanged : KeyOutcome::other_key;
    }
    add_key_to(document->source, public_key, now);
    if (put(*document)) return KeyOutcome::added;
  }
  throw Error(ErrorKind::try_again, "cannot store a key: too many do at once");
}

bool ElasticUsers::remove(const std::string& name, Milliseconds now) {
  for (int i = 0; i < kMaxTries; ++i) {
    auto document = is_user_name(name) ? get(name) : std::nullopt;
    if (!document || is_deleted(document->source)) return false;
    document->source["deleted"] = true;
    document->source["token"] = "";
    end_keys(document->source, now);
    if (!put(*document)) continue;
    forget(name);
    return true;
  }
  throw Error(ErrorKind::try_again, "cannot delete a user: it keeps changing");
}

bool ElasticUsers::change(const std::string& name, const char* key,
                          const std::string& value) {
  for (int i = 0; i < kMaxTries; ++i) {
    auto document = is_user_name(name) ? get(name) : std::nullopt;
    if (!document || is_deleted(document->source)) return false;
    document->source[key] = value;
    if (!put(*document)) continue;
    forget(name);
    return true;
  }
  throw Error(ErrorKind::try_again, "cannot change a user: it keeps changing");
}

bool ElasticUsers::import(const User& user) {
  for (int i = 0; i < kMaxTries; ++i) {
    auto document = get(user.name);
    if (document && !is_deleted(document->source)) return false;
    auto json = json_of(user);
    if (document) json["keys"] = document->source["keys"];
    if (!document) document = Document{user.name, {}};
    document->source = std::move(json);
    if (put(*document)) return true;
  }
  throw Error(ErrorKind::try_again, "cannot import a user: it keeps changing");
}

void ElasticUsers::each_invite(
    const std::function<void(const Invite&)>& visit) {
  constexpr std::size_t kMost = 10000;  // of one answer
  const Json query = {{"size", kMost},
                      {"query", {{"term", {{"kind", "invite"}}}}}};
  const auto answer =
      client_.send("POST", std::string(kIndex) + "/_search", query.dump());
  if (answer.status == 404) return;
  if (answer.status != 200) fail("search", answer);
  const auto hits = parse(answer.body)["hits"]["hits"];
  for (const auto& hit : hits) {
    const auto& source = hit["_source"];
    if (!source.value("revoked", false)) visit(invite_of(source));
  }
}

// The document stays: it notes who has used it, and who may finish doing so.
bool ElasticUsers::revoke_invite(const std::string& code_hash) {
  for (int i = 0; i < kMaxTries; ++i) {
    auto document = get("invite:" + code_hash);
    if (!document || document->source.value("revoked", false)) return false;
    document->source["revoked"] = true;
    document->source["expires"] = 0;
    if (put(*document)) return true;
  }
  throw Error(ErrorKind::try_again,
              "cannot revoke an invite: it keeps changing");
}

void ElasticUsers::add_invite(const Invite& invite) {
  const Document document{"invite:" + invite.code_hash,
                          {{"kind", "invite"},
                           {"code", invite.code_hash},
                           {"name", invite.display_name},
                           {"reserved", invite.reserved_user},
                           {"uses", invite.uses_left},
                           {"spent", Json::array()},
                           {"created", invite.created.count()},
                           {"expires", invite.expires.count()}}};
  if (!put(document)) {
    throw Error(ErrorKind::defect, "cannot store an invite: it is there");
  }
  if (invite.reserved_user.empty()) return;
  // The newest invite for a name is the one that reserves it.
  const auto id = "reserved:" + invite.reserved_user;
  for (int i = 0; i < kMaxTries; ++i) {
    auto reserved = get(id).value_or(Document{id, {}});
    reserved.source = {{"kind", "reserved"}, {"code", invite.code_hash}};
    if (put(reserved)) return;
  }
  throw Error(ErrorKind::try_again,
              "cannot reserve a user name: too many do at once");
}

void ElasticUsers::each_document(
    const std::function<void(const Document&)>& visit) {
  constexpr std::size_t kPage = 1000;
  Json query = {{"size", kPage},
                {"query", {{"term", {{"kind", "user"}}}}},
                {"sort", Json::array({{{"user", "asc"}}})}};
  while (true) {
    const auto answer =
        client_.send("POST", std::string(kIndex) + "/_search", query.dump());
    if (answer.status == 404) return;  // nobody has registered yet
    if (answer.status != 200) fail("search", answer);
    auto hits = parse(answer.body)["hits"]["hits"];
    for (auto& hit : hits) {
      query["search_after"] = hit["sort"];
      visit({hit.value("_id", ""), std::move(hit["_source"])});
    }
    if (hits.size() < kPage) return;
  }
}

void ElasticUsers::each_user(const std::function<void(const User&)>& visit) {
  each_document([&](const Document& document) {
    if (!is_deleted(document.source)) visit(user_of(document.source));
  });
}

void ElasticUsers::each_key(const std::function<void(const UserKey&)>& visit) {
  each_document([&](const Document& document) {
    for (const auto& json : document.source.value("keys", Json::array())) {
      UserKey key{document.id,
                  json.value("public_key", ""),
                  Milliseconds{json.value("since", std::int64_t{0})},
                  {}};
      if (json.contains("until")) {
        key.until = Milliseconds{json.value("until", std::int64_t{0})};
      }
      visit(key);
    }
  });
}

std::optional<User> ElasticUsers::remembered(const std::string& name) {
  constexpr std::chrono::seconds kGood{3};
  const std::lock_guard lock{mutex_};
  const auto found = remembered_.find(name);
  if (found == remembered_.end()) return std::nullopt;
  if (Steady::now() - found->second.when > kGood) {
    remembered_.erase(found);
    return std::nullopt;
  }
  return found->second.user;
}

void ElasticUsers::remember(const User& user) {
  constexpr std::size_t kMost = 10000;
  const std::lock_guard lock{mutex_};
  if (remembered_.size() >= kMost) remembered_.clear();
  remembered_[user.name] = {user, Steady::now()};
}

void ElasticUsers::forget(const std::string& name) {
  const std::lock_guard lock{mutex_};
  remembered_.erase(name);
}

}  // namespace flk
