// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/gateway/import_users.hpp>

#include <algorithm>
#include <cctype>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>

#include <flock/auth/token.hpp>
#include <flock/auth/user_name.hpp>
#include <flock/base/error.hpp>

namespace flk {
namespace {

using Json = nlohmann::json;

// Of a document without created_at: older than all others of its name.
constexpr auto kNoTime = Milliseconds::min();

std::string text_of(const Json& document, const char* key) {
  const auto found = document.find(key);
  return found != document.end() && found->is_string()
             ? found->get<std::string>()
             : std::string();
}

// Documents out of an answer, a hit, or what is one already.
void add_documents(const Json& json, std::vector<Json>& out) {
  if (!json.is_object()) {
    throw Error(ErrorKind::config,
                "cannot import users: there is JSON that is no object");
  }
  if (json.contains("hits")) {
    const auto& hits = json["hits"].is_object() ? json["hits"] : json;
    for (const auto& hit : hits.value("hits", Json::array())) {
      add_documents(hit, out);
    }
  } else if (json.contains("_source")) {
    add_documents(json["_source"], out);
  } else {
    out.push_back(json);
  }
}

std::vector<Json> documents_of(std::string_view text) {
  std::vector<Json> out;
  const auto whole = Json::parse(text, nullptr, false);
  if (!whole.is_discarded()) {
    add_documents(whole, out);
    return out;
  }
  std::istringstream lines{std::string(text)};
  std::size_t number = 0;
  for (std::string line; std::getline(lines, line);) {
    ++number;
    if (line.find_first_not_of(" \t\r") == std::string::npos) continue;
    const auto json = Json::parse(line, nullptr, false);
    if (json.is_discarded()) {
      throw Error(ErrorKind::config, "cannot import users: line " +
                                         std::to_string(number) +
                                         " is not JSON");
    }
    add_documents(json, out);
  }
  return out;
}

// 2020-04-05T12:34:56.123456, of a clock that ran in UTC.
std::optional<Milliseconds> created_of(const Json& document) {
  const auto text = text_of(document, "created_at");
  if (const auto time = parse_rfc3339(text)) return time;
  return parse_rfc3339(text + "Z");
}

// The words that its engine made of a name.
std::set<std::string> words_of(const std::string& name) {
  std::set<std::string> words;
  std::string word;
  for (const char c : name + "-") {
    if (c != '-') {
      word += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    } else if (!word.empty()) {
      words.insert(std::move(word));
      word.clear();
    }
  }
  return words;
}

std::vector<std::string> loose_matches(const std::vector<User>& users) {
  std::map<std::string, std::vector<std::string>> by_word;
  for (const auto& user : users) {
    for (const auto& word : words_of(user.name)) {
      by_word[word].push_back(user.name);
    }
  }
  std::vector<std::string> out;
  for (const auto& [word, names] : by_word) {
    if (names.size() < 2) continue;
    std::string line = "the predecessor took these for one another, by " +
                       flk::quoted(word) + ":";
    for (const auto& name : names) line += " " + name;
    out.push_back(std::move(line));
  }
  return out;
}

}  // namespace

PredecessorUsers read_predecessor_users(std::string_view text,
                                        Milliseconds now) {
  PredecessorUsers out;
  std::map<std::string, User> newest;
  for (const auto& document : documents_of(text)) {
    User user{text_of(document, "username"),
              clean_display_name(text_of(document, "name")),
              {},
              {},
              created_of(document).value_or(kNoTime)};
    const auto token = text_of(document, "token");
    if (!is_user_name(user.name) || token.empty()) {
      out.rejected.push_back(
          "user " + flk::quoted(user.name) +
          (token.empty() ? " has no token" : " has no user name of ours"));
      continue;
    }
    user.token_hash = hash_token(token);
    const auto [found, added] = newest.emplace(user.name, user);
    if (added) continue;
    out.rejected.push_back("user " + flk::quoted(user.name) +
                           " is there more than once: the newest counts");
    if (user.created > found->second.created) found->second = user;
  }
  for (auto& [name, user] : newest) {
    if (user.created == kNoTime) user.created = now;
    out.users.push_back(std::move(user));
  }
  out.loose = loose_matches(out.users);
  return out;
}

}  // namespace flk
