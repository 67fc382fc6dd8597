// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/gateway/registration.hpp>

#include <flock/auth/token.hpp>
#include <flock/auth/user_name.hpp>
#include <flock/base/encoding.hpp>
#include <flock/base/hash.hpp>
#include <flock/base/json_text.hpp>
#include <flock/gateway/form.hpp>
#include <flock/gateway/json_truth.hpp>
#include <flock/gateway/media_type.hpp>
#include <flock/gateway/submission.hpp>

namespace flk {
namespace {

constexpr const char* kInvalid = "Invalid JSON object";

// Reads an optional text; leaves `error` where it is of another type.
void read_text(const JsonValue& object, std::string_view key, std::string& out,
               std::string& error) {
  const auto value = object.find(key);
  if (!value || value->type() == JsonType::null) return;
  if (value->is_string()) {
    out = value->decoded();
  } else if (error.empty()) {
    error = "The " + std::string(key) + " must be text";
  }
}

// minisign's line: "Ed", 8 bytes of key id, 32 bytes of key.
bool is_public_key(std::string_view line) {
  constexpr std::size_t kBytes = 42;
  const auto bytes = from_base64(line);
  return bytes && bytes->size() == kBytes && bytes->starts_with("Ed");
}

std::string user_name_error(const JsonValue& object, std::string& username,
                            bool needed) {
  const auto value = object.find("username");
  if (!value || is_falsy(*value)) {
    return needed ? "You must provide a username" : "";
  }
  username = value->decoded();
  if (!value->is_string() || !has_only_name_characters(username)) {
    return "Usernames must only contain letters, numbers, '-', or '_'";
  }
  if (username.size() > kMaxUserNameBytes) {
    return "Usernames must have at most " + std::to_string(kMaxUserNameBytes) +
           " characters";
  }
  return {};
}

std::string form_error(const RegistrationForm& form) {
  if (!form.auth_token.empty() && !is_token(form.auth_token)) {
    return "The auth_token must be 32 to 128 letters, numbers, '-', or '_'";
  }
  if (!form.public_key.empty() && !is_public_key(form.public_key)) {
    return "The public_key must be a line of minisign's";
  }
  return {};
}

// The agent record {"type":TYPE,...} about `user`, ready to store.
RecordBatch agent_record(std::string_view type, const User& user,
                         const std::string& name, Milliseconds time,
                         const IdempotencyKey& key, Milliseconds now) {
  const std::string text = "{\"type\":" + json_string(type) +
                           ",\"timestamp\":" + std::to_string(time.count()) +
                           ",\"hostIdentifier\":" + json_string(user.name) +
                           ",\"name\":" + json_string(name) + "}";
  const SubmissionRules rules;
  RecordParser parser;
  RecordBatch batch{user.name};
  SubmissionReader{rules, user, key, now}.add(batch, *parser.parse(text), text,
                                              0);
  return batch;
}

// Of a registration, so that its repeat stores nothing twice.
IdempotencyKey key_of(const User& user) {
  constexpr std::size_t kLedgerBytes = 16;
  const auto digest = sha256(user.name + "\n" + user.token_hash);
  return {to_base64url(digest.substr(0, kLedgerBytes)), 1};
}

bool all_stored(const std::vector<PutOutcome>& outcomes) {
  for (const auto outcome : outcomes) {
    if (outcome == PutOutcome::unavailable) return false;
  }
  return true;
}

}  // namespace

RegistrationForm read_registration(std::string_view content_type,
                                   std::string_view body, bool needs_username) {
  RegistrationForm form;
  JsonParser parser;
  // The predecessor of 2019 took a form, the one of 2020 JSON.
  const bool is_form = is_form_type(content_type);
  const auto form_text = is_form ? json_of_form(body) : std::string();
  const auto object = is_form                      ? parser.parse(form_text)
                      : is_json_type(content_type) ? parser.parse(body)
                                                   : std::nullopt;
  if (!object || (is_falsy(*object) && !is_form) ||
      object->type() != JsonType::object) {
    form.error = kInvalid;
    return form;
  }
  form.error = user_name_error(*object, form.username, needs_username);
  read_text(*object, "name", form.name, form.error);
  read_text(*object, "auth_token", form.auth_token, form.error);
  read_text(*object, "invite", form.invite, form.error);
  read_text(*object, "public_key", form.public_key, form.error);
  form.name = clean_display_name(form.name);
  if (form.error.empty()) form.error = form_error(form);
  return form;
}

Registrar::Registrar(Store& store, CommitQueue& queue, RegistrationMode mode,
                     Clock& clock, Random& random, Log& log)
    : store_(store),
      queue_(queue),
      mode_(mode),
      clock_(clock),
      random_(random),
      log_(log) {}

void Registrar::register_user(const RegistrationForm& form,
                              const Failed& failed, const Respond& respond) {
  if (!form.error.empty()) return respond(bad_request(form.error));
  if (mode_ == RegistrationMode::closed) {
    return respond(bad_request("This server takes no registrations"));
  }
  const auto token =
      form.auth_token.empty() ? make_token(random_) : form.auth_token;
  Registration registration{
      form.username,     form.name,
      hash_token(token), form.invite.empty() ? "" : hash_token(form.invite),
      form.public_key,   mode_ == RegistrationMode::invite,
      clock_.now()};
  const auto result = store_.register_user(registration);
  if (result.outcome == RegisterOutcome::registered ||
      result.outcome == RegisterOutcome::repeated) {
    return welcome(form, token, result.user, respond);
  }
  if (const auto wait = failed()) return respond(too_many(*wait));
  switch (result.outcome) {
    case RegisterOutcome::registered:
    case RegisterOutcome::repeated:
    case RegisterOutcome::exists:
      return turn_away(form, result.user, respond);
    case RegisterOutcome::invite_missing:
      log_.info("registration without invite refused");
      return respond(bad_request("This server needs an invite to register"));
    case RegisterOutcome::invite_invalid:
      log_.info("registration with an invalid invite refused");
      return respond(bad_request(
          "This invite is not valid: it is unknown, used up, too old, or for "
          "another username"));
  }
}

void Registrar::welcome(const RegistrationForm& form, const std::string& token,
                        const User& user, const Respond& respond) {
  log_.info("user registered", {{"user", user.name}});
  const GatewayAnswer welcomed{
      200, "{\"auth_token\":" + json_string(token) + ",\"error\":false}\n"};
  // An agent that has its token already can ask again; one that would never
  // learn of it must be told, whatever becomes of the record.
  const auto failed = form.auth_token.empty() ? welcomed : unavailable();
  auto record = agent_record(kUserRegistered, user, user.display_name,
                             user.created, key_of(user), clock_.now());
  const bool taken =
      queue_.submit(std::move(record), [=](const auto& outcomes) {
        respond(all_stored(outcomes) ? welcomed : failed);
      });
  if (!taken) respond(failed);
}

void Registrar::turn_away(const RegistrationForm& form, const User& user,
                          const Respond& respond) {
  log_.warning("registration of a name that is taken",
               {{"user", form.username}});
  const auto answer = bad_request("Your computer (" + form.username +
                                  ") is already registered with this server");
  if (user.name.empty()) return respond(answer);  // reserved only
  const auto now = clock_.now();
  auto record = agent_record(kUserAlreadyExists, user, form.name, now,
                             {to_base64url(random_.bytes(16)), 1}, now);
  const bool taken =
      queue_.submit(std::move(record), [=](const auto&) { respond(answer); });
  if (!taken) respond(answer);
}

GatewayAnswer Registrar::add_key(const RegistrationForm& form,
                                 const User& user) {
  if (!form.error.empty()) return bad_request(form.error);
  if (!form.username.empty() && form.username != user.name) {
    return unauthorized();
  }
  if (form.public_key.empty()) return bad_request("There is no public_key");
  switch (store_.add_key(user, form.public_key, clock_.now())) {
    case KeyOutcome::added:
      log_.info("public key stored", {{"user", user.name}});
      return success();
    case KeyOutcome::unchanged:
      return success();
    case KeyOutcome::other_key:
      return bad_request("This user has another public key");
    case KeyOutcome::no_such_user:
      break;
  }
  return unauthorized();
}

}  // namespace flk
