// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/store/elastic_users.hpp>

#include <flock/auth/user_name.hpp>
#include <flock/base/error.hpp>
#include <flock/store/elastic_user_document.hpp>

namespace flk {

using namespace users_detail;  // NOLINT: of this file's own header

namespace {

std::optional<std::string> current_key(const Json& user) {
  for (const auto& key : user.value("keys", Json::array())) {
    if (!key.contains("until")) return key.value("public_key", "");
  }
  return std::nullopt;
}

}  // namespace

ElasticUsers::ElasticUsers(ElasticClient& client, Clock& clock)
    : client_(client), clock_(clock) {}
ElasticUsers::~ElasticUsers() = default;

std::optional<User> ElasticUsers::find(const std::string& name) {
  return find_if(name, [](const User&) { return true; });
}

std::optional<User> ElasticUsers::find_if(
    const std::string& name, const std::function<bool(const User&)>& wanted) {
  if (!is_user_name(name)) return std::nullopt;
  if (auto user = remembered(name); user && wanted(*user)) return user;
  const auto document = get(name);
  if (!document || is_deleted(document->source)) return std::nullopt;
  auto user = user_of(document->source);
  remember(user);
  if (!wanted(user)) return std::nullopt;
  return user;
}

KeyOutcome ElasticUsers::add_key(const User& user,
                                 const std::string& public_key,
                                 Milliseconds now) {
  for (int i = 0; i < kMaxTries; ++i) {
    auto document = get(user.name);
    const bool is_there = document && !is_deleted(document->source);
    if (!is_there || user_of(document->source).token_hash != user.token_hash) {
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

ImportOutcome ElasticUsers::import(const User& user) {
  if (put({user.name, json_of(user)})) return ImportOutcome::imported;
  const auto document = get(user.name);
  return document && is_deleted(document->source) ? ImportOutcome::deleted
                                                  : ImportOutcome::exists;
}

void ElasticUsers::each_user(const std::function<void(const User&)>& visit) {
  each_document("user", "user", [&](const Document& document) {
    if (!is_deleted(document.source)) visit(user_of(document.source));
  });
}

void ElasticUsers::each_key(const std::function<void(const UserKey&)>& visit) {
  each_document("user", "user", [&](const Document& document) {
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
  if (clock_.now() - found->second.when > kGood) {
    remembered_.erase(found);
    return std::nullopt;
  }
  return found->second.user;
}

void ElasticUsers::remember(const User& user) {
  constexpr std::size_t kMost = 10000;
  const std::lock_guard lock{mutex_};
  if (remembered_.size() >= kMost) remembered_.clear();
  remembered_[user.name] = {user, clock_.now()};
}

void ElasticUsers::forget(const std::string& name) {
  const std::lock_guard lock{mutex_};
  remembered_.erase(name);
}

}  // namespace flk
