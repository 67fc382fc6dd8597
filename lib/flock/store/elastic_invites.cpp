// SPDX-License-Identifier: GPL-3.0-or-later
// Registrations in an engine, and the invites that they spend.

#include <algorithm>

#include <flock/base/error.hpp>
#include <flock/store/elastic_user_document.hpp>
#include <flock/store/register.hpp>

namespace flk {

using namespace users_detail;  // NOLINT: of this file's own header

namespace {

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

// What the user's document keeps of that note from the moment that the user is
// made, for ever: the note is finished, and brings nobody back.
Json use_of(const std::string& code_hash, const Registration& registration) {
  return {{"invite", code_hash}, {"token", registration.token_hash}};
}

auto count(const Json& in, const Json& what) {
  return std::count(in.begin(), in.end(), what);
}

// Whether the invite notes a registration whose user was never made. `user` is
// the document of that name, if there is one, be it of a deleted user.
bool is_unfinished(const Json& invite, const Registration& registration,
                   const Json& user) {
  const auto code = invite.value("code", "");
  return !invite.value("revoked", false) &&
         count(spent_of(invite), note_of(registration)) >
             count(uses_of(user), use_of(code, registration));
}

}  // namespace

struct ElasticUsers::UsableInvite {
  std::optional<Document> document;  // none: it takes none
  RegisterOutcome outcome = RegisterOutcome::registered;
};

RegisterResult ElasticUsers::register_user(const Registration& registration) {
  for (int i = 0; i < kMaxTries; ++i) {
    if (const auto result = try_register(registration)) return *result;
  }
  throw Error(ErrorKind::try_again,
              "cannot register a user: too many do at once");
}

std::optional<RegisterResult> ElasticUsers::try_register(
    const Registration& registration) {
  auto document =
      get(registration.name).value_or(Document{registration.name, {}});
  const bool exists = document.seq_no && !is_deleted(document.source);
  if (exists && is_repeated(registration, user_of(document.source))) {
    return RegisterResult{RegisterOutcome::repeated, user_of(document.source)};
  }
  auto usable = usable_invite(registration, document.source, exists);
  if (usable.outcome != RegisterOutcome::registered) {
    return RegisterResult{usable.outcome, {}};
  }
  std::optional<Invite> invite;
  if (usable.document) invite = invite_of(usable.document->source);
  if (exists && !takes_over(registration, invite)) {
    return RegisterResult{RegisterOutcome::exists, user_of(document.source)};
  }
  if (usable.document &&
      !is_unfinished(usable.document->source, registration, document.source)) {
    usable.document->source["spent"].push_back(note_of(registration));
    if (!put(*usable.document)) return std::nullopt;
  }
  return make(registration, invite, std::move(document));
}

std::optional<RegisterResult> ElasticUsers::make(
    const Registration& registration, const std::optional<Invite>& invite,
    Document document) {
  const auto user = user_of(registration, invite);
  document.source = json_of(user, document.source);
  end_keys(document.source, registration.now);
  if (!registration.public_key.empty()) {
    add_key_to(document.source, registration.public_key, registration.now);
  }
  if (invite) {
    document.source["uses"].push_back(use_of(invite->code_hash, registration));
  }
  if (!put(document)) return std::nullopt;
  forget(user.name);
  return RegisterResult{RegisterOutcome::registered, user};
}

ElasticUsers::UsableInvite ElasticUsers::usable_invite(
    const Registration& registration, const Json& user, bool is_there) {
  const auto reserved = get("reserved:" + registration.name);
  const auto reservation = [&]() -> std::optional<Document> {
    // Who is there comes back by the code alone.
    if (!reserved || is_there) return std::nullopt;
    return good_invite(reserved->source.value("code", ""), registration, user);
  };
  if (registration.invite_hash.empty()) {
    auto document = reservation();
    const bool allowed = document || !registration.needs_invite;
    return {std::move(document), allowed ? RegisterOutcome::registered
                                         : RegisterOutcome::invite_missing};
  }
  auto document = good_invite(registration.invite_hash, registration, user);
  if (!document) return {{}, RegisterOutcome::invite_invalid};
  const bool is_anothers =
      !is_unfinished(document->source, registration, user) &&
      invite_of(document->source).reserved_user.empty() && reservation();
  if (is_anothers) return {{}, RegisterOutcome::exists};
  return {std::move(document), RegisterOutcome::registered};
}

std::optional<ElasticUsers::Document> ElasticUsers::good_invite(
    const std::string& hash, const Registration& registration,
    const Json& user) {
  auto document = get("invite:" + hash);
  const bool good =
      document && (is_unfinished(document->source, registration, user) ||
                   invite_of(document->source)
                       .is_good_for(registration.name, registration.now));
  return good ? std::move(document) : std::nullopt;
}

void ElasticUsers::each_invite(
    const std::function<void(const Invite&)>& visit) {
  each_document("invite", "code", [&](const Document& document) {
    if (!document.source.value("revoked", false)) {
      visit(invite_of(document.source));
    }
  });
}

// The document stays, and notes who has used it.
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

}  // namespace flk
