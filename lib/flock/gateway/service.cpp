// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/gateway/service.hpp>

#include <algorithm>
#include <array>

#include <flock/auth/token.hpp>
#include <flock/base/encoding.hpp>
#include <flock/base/error.hpp>
#include <flock/gateway/body.hpp>
#include <flock/gateway/media_type.hpp>
#include <flock/gateway/submission_answer.hpp>

namespace flk {
namespace {

struct Route {
  std::string_view path;
  std::string_view method;
  std::string_view allow;
};

constexpr std::string_view kPing = "/ping";
constexpr std::string_view kRegister = "/register";
constexpr std::string_view kSubmit = "/submit";
constexpr std::string_view kSubmitLogs = "/submit_flock_logs";

constexpr std::array<Route, 4> kRoutes{{
    {kPing, "GET", "GET, HEAD, OPTIONS"},
    {kRegister, "POST", "OPTIONS, POST"},
    {kSubmit, "POST", "OPTIONS, POST"},
    {kSubmitLogs, "POST", "OPTIONS, POST"},
}};

// Of a registration, or where none is needed: anybody may send that much.
constexpr std::size_t kShortBodyBytes = 16 << 10;

constexpr int kUnauthorized = 401;
constexpr const char* kWrongKey = "The Idempotency-Key must be LEDGER/N";

std::string_view path_of(const GatewayRequest& request) {
  return std::string_view(request.target).substr(0, request.target.find('?'));
}

}  // namespace

Service::Service(Store& store, CommitQueue& queue,
                 const ServiceOptions& options, Clock& clock, Clock& steady,
                 Random& random, Log& log)
    : store_(store),
      queue_(queue),
      options_(options),
      clock_(clock),
      steady_(steady),
      random_(random),
      log_(log),
      registrar_(store, queue, options.registration, clock, random, log),
      failures_(options.max_failures),
      registrations_(options.max_registrations, std::chrono::hours{1}),
      requests_(options.max_requests),
      unpacked_(options.max_unpacked_bytes) {}

std::string Service::address_of(const GatewayRequest& request) const {
  return limit_key(
      options_.trusted_proxies.client(request.peer, request.forwarded_for));
}

GatewayAnswer Service::failed(const GatewayRequest& request,
                              GatewayAnswer answer) {
  const auto wait = failures_.take(address_of(request), steady_.now());
  return wait ? too_many(*wait) : std::move(answer);
}

Admission Service::admit(const GatewayRequest& request) {
  Admission admission;
  guarded(
      request, [&] { admission = decide(request); },
      [&](GatewayAnswer answer) { admission.answer = std::move(answer); });
  return admission;
}

Admission Service::decide(const GatewayRequest& request) {
  const auto path = path_of(request);
  const auto found =
      std::find_if(kRoutes.begin(), kRoutes.end(),
                   [&](const Route& route) { return route.path == path; });
  if (found == kRoutes.end()) return {failure(404, "There is no such path")};
  if (request.method == "OPTIONS") {
    return {GatewayAnswer{.body = {}, .allow = std::string(found->allow)}};
  }
  const bool head = request.method == "HEAD" && found->method == "GET";
  if (request.method != found->method && !head) {
    auto answer = failure(405, "This path does not take this method");
    answer.allow = found->allow;
    return {std::move(answer)};
  }
  if (path == kRegister && request.authorization.empty()) {
    const auto wait = failures_.wait(address_of(request), steady_.now());
    if (wait) return {too_many(*wait)};
    return {.answer = {}, .max_body_bytes = kShortBodyBytes};
  }
  return admit_user(request);
}

Admission Service::admit_user(const GatewayRequest& request) {
  const auto credentials = parse_basic(request.authorization);
  if (!credentials) return {failed(request, unauthorized())};
  std::unique_lock<std::mutex> chance;
  if (!known_.has(*credentials)) {
    // Others at this address may be who they say: they are looked up one by
    // one, so that whoever fails all the time keeps the store's time from
    // nobody.
    if (const auto wait = failures_.wait(address_of(request), steady_.now())) {
      chance = std::unique_lock{last_chance_, std::try_to_lock};
      if (!chance) return {too_many(*wait)};
    }
  }
  auto user = authenticate(*credentials);
  if (!user) return {failed(request, unauthorized())};
  known_.add(*credentials);
  const auto path = path_of(request);
  if (path == kPing || path == kRegister) {
    return {{}, std::move(user), kShortBodyBytes, {}, steady_.now()};
  }
  if (const auto wait = requests_.take(user->name, steady_.now())) {
    return {too_many(*wait)};
  }
  auto account = user->name;
  return {{},
          std::move(user),
          options_.max_body_bytes,
          std::move(account),
          steady_.now()};
}

template <typename Work, typename Fail>
void Service::guarded(const GatewayRequest& request, const Work& work,
                      const Fail& fail) {
  try {
    work();
  } catch (const Error& error) {
    // A store that is away, for a while or until somebody mends it.
    log_.error(
        "cannot answer a request",
        {{"path", std::string(path_of(request))}, {"reason", error.what()}});
    fail(unavailable());
  } catch (const std::exception& error) {
    log_.error("a defect of flock, please report it",
               {{"reason", error.what()}});
    fail(failure(500, "The server has failed"));
  }
}

void Service::handle(GatewayRequest request, const Respond& respond) {
  guarded(
      request,
      [&] {
        if (looks_up_again(request) && !authenticate_again(request)) {
          return respond(unauthorized());
        }
        route(request, respond);
      },
      respond);
}

bool Service::looks_up_again(const GatewayRequest& request) const {
  // With what Store::find_user() remembers a deletion counts after 5.
  constexpr std::chrono::seconds kGood{2};
  return request.user && steady_.now() - request.admitted > kGood;
}

bool Service::authenticate_again(GatewayRequest& request) {
  const auto token_hash = request.user->token_hash;
  request.user = store_.find_user_if(request.user->name, [&](const User& user) {
    return user.token_hash == token_hash;
  });
  return request.user.has_value();
}

void Service::route(GatewayRequest& request, const Respond& respond) {
  const auto path = path_of(request);
  if (path == kRegister) return post_register(request, respond);
  // Nobody comes here without having been let in.
  if (!request.user) return respond(unauthorized());
  if (path == kSubmit) return post_submit(request, respond);
  if (path == kSubmitLogs) return post_logs(request, respond);
  respond(success());
}

std::optional<User> Service::authenticate(const BasicCredentials& credentials) {
  return store_.find_user_if(credentials.user, [&](const User& user) {
    return token_matches(credentials.token, user.token_hash);
  });
}

std::optional<GatewayAnswer> Service::decode(GatewayRequest& request,
                                             std::size_t max_bytes,
                                             MemoryShare& memory) {
  switch (
      decode_body(request.body, request.content_encoding, max_bytes, memory)) {
    case BodyOutcome::decoded:
      return std::nullopt;
    case BodyOutcome::unknown_encoding:
      return failure(415,
                     "The Content-Encoding must be gzip, zstd or identity");
    case BodyOutcome::broken:
      return bad_request("The body is not what its Content-Encoding says");
    case BodyOutcome::no_memory:
      return unavailable();
    case BodyOutcome::too_long:
      break;
  }
  return body_too_long(max_bytes);
}

void Service::post_register(GatewayRequest& request, const Respond& respond) {
  MemoryShare memory{unpacked_};
  if (auto refused = decode(request, kShortBodyBytes, memory)) {
    return respond(std::move(*refused));
  }
  const auto& user = request.user;
  const auto form =
      read_registration(request.content_type, request.body, !user);
  if (user) {
    auto answer = registrar_.add_key(form, *user);
    const bool refused = answer.status == kUnauthorized;
    return respond(refused ? failed(request, std::move(answer)) : answer);
  }
  const auto address = address_of(request);
  const auto now = steady_.now();
  if (options_.registration == RegistrationMode::open && form.error.empty()) {
    if (const auto wait = registrations_.take(address, now)) {
      return respond(too_many(*wait));
    }
  }
  registrar_.register_user(
      form, [&] { return failures_.take(address, now); }, respond);
}

void Service::post_submit(GatewayRequest& request, const Respond& respond) {
  MemoryShare memory{unpacked_};
  if (auto refused = decode(request, options_.max_body_bytes, memory)) {
    return respond(std::move(*refused));
  }
  const auto key = key_of(request);
  if (!key) return respond(bad_request(kWrongKey));
  SubmissionReader reader{options_.submission, *request.user, *key,
                          clock_.now()};
  if (is_lines_type(request.content_type)) {
    return store(reader.read_lines(request.body), true, respond);
  }
  if (!is_json_type(request.content_type)) {
    return respond(bad_request("Invalid JSON object"));
  }
  store(reader.read_array(request.body), false, respond);
}

void Service::post_logs(GatewayRequest& request, const Respond& respond) {
  MemoryShare memory{unpacked_};
  if (auto refused = decode(request, options_.max_body_bytes, memory)) {
    return respond(std::move(*refused));
  }
  const auto key = key_of(request);
  if (!key) return respond(bad_request(kWrongKey));
  SubmissionReader reader{options_.submission, *request.user, *key,
                          clock_.now()};
  // With another type the body counts as absent.
  const bool json = is_json_type(request.content_type);
  store(reader.read_logs(json ? request.body : std::string_view()), false,
        respond);
}

std::optional<IdempotencyKey> Service::key_of(const GatewayRequest& request) {
  if (!request.idempotency_key.empty()) {
    return IdempotencyKey::parse(request.idempotency_key);
  }
  return IdempotencyKey{to_base64url(random_.bytes(16)), 1};
}

void Service::store(Submission submission, bool lines, const Respond& respond) {
  if (!submission.error.empty()) {
    return respond(failure(submission.status, submission.error));
  }
  if (submission.batch.empty()) return respond(answer_to(submission, lines));
  auto batch = std::move(submission.batch);
  const bool taken = queue_.submit(
      std::move(batch), [respond, lines, submission = std::move(submission)](
                            const auto& outcomes) mutable {
        if (has_outcome(outcomes, PutOutcome::unavailable)) {
          return respond(unavailable());
        }
        if (lines) reject_too_long(submission, outcomes);
        respond(answer_to(submission, lines));
      });
  if (!taken) respond(unavailable());
}

}  // namespace flk
