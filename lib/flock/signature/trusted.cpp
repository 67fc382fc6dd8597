// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/signature/trusted.hpp>

#include <algorithm>
#include <charconv>
#include <limits>
#include <set>

#include <flock/base/error.hpp>
#include <flock/base/file.hpp>
#include <flock/base/take_line.hpp>

namespace flk {
namespace {

constexpr std::size_t kMaxFileBytes = 64 << 20;
constexpr std::string_view kMinisignComment = "untrusted comment:";
constexpr std::string_view kUntil = "until=";
constexpr std::size_t kStreamDigits = 32;
constexpr std::string_view kSpaces = " \t\r";
constexpr auto kNoEnd = std::numeric_limits<std::uint64_t>::max();

// The fields of a line, up to a comment.
std::vector<std::string_view> fields_of(std::string_view line) {
  std::vector<std::string_view> fields;
  while (true) {
    const auto begin = line.find_first_not_of(kSpaces);
    if (begin == std::string_view::npos || line[begin] == '#') return fields;
    line.remove_prefix(begin);
    fields.push_back(line.substr(0, line.find_first_of(kSpaces)));
    line.remove_prefix(fields.back().size());
  }
}

std::optional<Grant::StreamEnd> parse_stream_end(std::string_view text) {
  const auto stream = parse_stream_id(text.substr(0, kStreamDigits));
  if (!stream || text.substr(kStreamDigits, 1) != ":") return std::nullopt;
  Grant::StreamEnd end{*stream, 0};
  const auto digits = text.substr(kStreamDigits + 1);
  const char* last = digits.data() + digits.size();
  const auto [rest, error] = std::from_chars(digits.data(), last, end.seq);
  if (error != std::errc{} || rest != last || end.seq == 0) return std::nullopt;
  return end;
}

// False where `field` is no until=.
bool read_until(std::string_view field, Grant& grant) {
  if (!field.starts_with(kUntil)) return false;
  field.remove_prefix(kUntil.size());
  grant.until_time = parse_rfc3339(field);
  if (!grant.until_time) grant.until_record = parse_stream_end(field);
  return grant.has_end();
}

// Reads USER KEY [UNTIL], or KEY alone where it is bare. Returns what is wrong,
// or nothing.
std::string read_line(const std::vector<std::string_view>& fields, bool is_bare,
                      PublicKey& key, Grant& grant) {
  const std::size_t at = is_bare ? 0 : 1;
  if (fields.size() <= at) return "a public key is missing";
  if (!is_bare) grant.user = fields[0];
  const auto parsed = PublicKey::parse(fields[at]);
  // Not what stands there: it could be the secret key.
  if (!parsed) return "there is no public key where one is expected";
  key = *parsed;
  const auto rest = fields.size() - at - 1;
  if (rest == 0) return {};
  if (!is_bare && rest == 1 && read_until(fields[at + 1], grant)) return {};
  return quoted(fields.back()) +
         " is not understood; a line is USER PUBKEY "
         "[until=RFC3339|until=STREAM:SEQ]";
}

bool same_end(const Grant& a, const Grant& b) {
  return a.until_time == b.until_time && a.until_record == b.until_record;
}

// Whether one of two grants of a key would undo the end of the other.
bool contradict(const Grant& a, const Grant& b) {
  const bool touch = a.user == b.user || a.user.empty() || b.user.empty();
  if (!touch || same_end(a, b)) return false;
  return !(a.until_record && b.until_record &&
           a.until_record->stream != b.until_record->stream);
}

[[noreturn]] void refuse(const std::string& source, std::uint64_t line,
                         const std::string& reason) {
  throw Error(ErrorKind::config, "cannot use trusted keys " + quoted(source) +
                                     ": line " + std::to_string(line) + ": " +
                                     reason);
}

}  // namespace

bool Grant::holds(const StreamId& stream, std::uint64_t seq,
                  std::optional<Milliseconds> time) const {
  if (until_record) {
    return stream == until_record->stream && seq <= until_record->seq;
  }
  return !until_time || (time && *time <= *until_time);
}

void TrustedKeys::add_file(const std::string& path) {
  add(read_file(path, kMaxFileBytes), path);
}

void TrustedKeys::add(std::string_view text, const std::string& source) {
  bool any = false;
  bool is_bare = false;  // the line before was a minisign comment
  for (std::uint64_t number = 1; !text.empty(); ++number) {
    const auto line = take_line(text);
    if (!is_bare && line.starts_with(kMinisignComment)) {
      is_bare = true;
      continue;
    }
    const auto fields = fields_of(line);
    if (fields.empty() && !is_bare) continue;
    PublicKey key;
    Grant grant;
    if (const auto fault = read_line(fields, is_bare, key, grant);
        !fault.empty()) {
      refuse(source, number, fault);
    }
    add_grant(key, std::move(grant), {source, number});
    any = true;
    is_bare = false;
  }
  if (!any || is_bare) {
    throw Error(ErrorKind::config, "cannot use trusted keys " + quoted(source) +
                                       ": there is no key in it");
  }
}

void TrustedKeys::add_grant(const PublicKey& key, Grant grant,
                            const Origin& origin) {
  auto& entry = key_entry(key);
  for (const auto& other : entry.grants) {
    if (contradict(grant, other)) {
      refuse(origin.source, origin.line,
             "the key stands in an earlier line with another end");
    }
  }
  grant.owner = owner_for(entry, grant.user);
  entry.grants.push_back(std::move(grant));
}

TrustedKeys::Key& TrustedKeys::key_entry(const PublicKey& key) {
  const auto number = static_cast<std::uint32_t>(keys_.size());
  return keys_.try_emplace(key.kid(), Key{key, number, {}}).first->second;
}

// A key that is any user's is nobody's who is known: it has its own owner.
std::uint32_t TrustedKeys::owner_for(const Key& entry,
                                     const std::string& user) {
  const bool is_known = !entry.grants.empty();
  const auto own = is_known ? entry.grants[0].owner : next_owner_;
  if (user.empty()) {
    if (!is_known) ++next_owner_;
    return own;
  }
  const auto [named, is_new] = owners_.try_emplace(user, own);
  if (is_new && !is_known) ++next_owner_;
  if (is_known) join(named->second, own);
  return named->second;
}

// A key ties this user to another: all of both are one owner's.
void TrustedKeys::join(std::uint32_t owner, std::uint32_t same) {
  if (owner == same) return;
  for (auto& [name, number] : owners_) {
    if (number == owner) number = same;
  }
  for (auto& [kid, key] : keys_) {
    for (auto& grant : key.grants) {
      if (grant.owner == owner) grant.owner = same;
    }
  }
}

const TrustedKeys::Key* TrustedKeys::find(const std::string& kid) const {
  const auto found = keys_.find(kid);
  return found == keys_.end() ? nullptr : &found->second;
}

std::vector<const TrustedKeys::Key*> TrustedKeys::with_id(
    std::string_view key_id) const {
  std::vector<const Key*> keys;
  for (const auto& [kid, key] : keys_) {
    if (key.key.key_id() == key_id) keys.push_back(&key);
  }
  return keys;
}

std::optional<std::uint32_t> TrustedKeys::announce(const PublicKey& key,
                                                   const Grant& by,
                                                   const StreamId& stream) {
  auto& [known, number, grants] = key_entry(key);
  const auto own =
      std::find_if(grants.begin(), grants.end(),
                   [&](const Grant& grant) { return grant.owner == by.owner; });
  const auto any = [&, &all = grants](auto predicate) {
    return std::any_of(all.begin(), all.end(), predicate);
  };
  const bool is_named = any([&](const Grant& grant) {
    return grant.user == by.user || grant.user.empty() || by.user.empty();
  });
  const Grant whole{by.user, by.owner, {}, {}, true};
  if (own != grants.end()) {
    if (own->is_of_one_stream()) own->until_record->stream = stream;
    if (!is_named) grants.push_back(whole);
    return number;
  }
  const bool is_anothers = any([](const Grant& grant) {
    return !grant.announced && !grant.user.empty();
  });
  if (is_anothers) return std::nullopt;
  if (!is_named || grants.empty()) {
    grants.push_back(whole);
  } else {
    grants.insert(grants.begin(), whole)->until_record = {stream, kNoEnd};
  }
  return number;
}

std::size_t TrustedKeys::owners() const {
  std::set<std::uint32_t> owners;
  for (const auto& [kid, key] : keys_) {
    for (const auto& grant : key.grants) owners.insert(grant.owner);
  }
  return owners.size();
}

std::vector<TrustedKeys::Person> TrustedKeys::people_since(
    Milliseconds since) const {
  std::map<std::pair<std::string, std::uint32_t>, const Key*> people;
  for (const auto& [kid, key] : keys_) {
    for (const auto& grant : key.grants) {
      const bool ended =
          grant.until_record || (grant.until_time && *grant.until_time < since);
      if (ended) continue;
      auto& first = people[{grant.user, grant.owner}];
      if (first == nullptr || key.number < first->number) first = &key;
    }
  }
  std::vector<Person> out;
  for (const auto& [person, key] : people) {
    out.push_back({person.first, person.second, key->key.printed_id()});
  }
  return out;
}

}  // namespace flk
