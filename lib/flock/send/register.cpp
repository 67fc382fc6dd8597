// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/send/register.hpp>

#include <algorithm>
#include <filesystem>
#include <nlohmann/json.hpp>

#include <flock/auth/token.hpp>
#include <flock/auth/user_name.hpp>
#include <flock/base/encoding.hpp>
#include <flock/base/error.hpp>
#include <flock/base/file.hpp>
#include <flock/http/client.hpp>

namespace flk {
namespace {

using nlohmann::json;

constexpr std::size_t kMaxCaBytes = 1 << 20;

// Where a registration lies while it is under way. What is there before stays
// in force until the gateway has confirmed the new one.
std::string under_way(const std::string& config_dir) {
  return config_dir + "/registering";
}

HttpClient client_for(const std::string& ca_file, const std::string& agent) {
  HttpClientOptions options;
  options.ca_file = ca_file;
  options.user_agent = agent;
  return HttpClient{options};
}

// Saves the CA that the invite names, out of what the gateway shows.
void take_ca(const std::string& directory, const RegisterRequest& request) {
  if (request.invite.ca_hash.empty()) {
    remove_file(ca_path(directory));
    return;
  }
  const auto shown = client_for({}, request.user_agent)
                         .served_certificates(request.invite.url);
  const auto ca =
      std::find_if(shown.begin(), shown.end(), [&](const std::string& pem) {
        return certificate_hash(pem) == request.invite.ca_hash;
      });
  if (ca == shown.end()) {
    throw Error(ErrorKind::refused,
                "the server at " + request.invite.url +
                    " does not show the CA that the invite names",
                "it may be another server: ask your administrator");
  }
  replace_file(ca_path(directory), *ca, 0644);
}

// The name that was asked for, or the one that this gateway knows us by; empty
// where there is neither.
std::string user_for(const std::string& config_dir,
                     const RegisterRequest& request) {
  if (!request.user.empty()) return request.user;
  const auto in_force = load_registration(config_dir);
  const bool same = in_force && in_force->url == request.invite.url;
  return same ? in_force->user : std::string();
}

// The registration under way: an earlier one whose answer was lost, or anew.
LaptopRegistration begin(const std::string& directory,
                         const RegisterRequest& request,
                         const std::string& user, Random& random) {
  const auto earlier = load_registration(directory);
  const bool same = earlier && earlier->url == request.invite.url &&
                    (user.empty() || user == earlier->user);
  if (same) return *earlier;
  LaptopRegistration registration{request.invite.url, user};
  if (registration.user.empty()) {
    constexpr std::size_t kBytes = 8;
    registration.user = "laptop-" + to_hex(random.bytes(kBytes));
  }
  auto token = make_token(random);
  save_token(directory, token, registration.url);
  wipe(token);
  save_registration(directory, registration);
  return registration;
}

// Puts the confirmed registration in force. Cut off anywhere, a repeat of
// `register` does it again; until then the token, which is bound to the new
// gateway, goes nowhere.
void finish(const std::string& config_dir, const std::string& directory,
            const LaptopRegistration& registration) {
  save_token(config_dir, load_token(directory, registration.url).view(),
             registration.url);
  if (const auto ca = read_file_if_exists(ca_path(directory), kMaxCaBytes)) {
    replace_file(ca_path(config_dir), *ca, 0644);
  } else {
    remove_file(ca_path(config_dir));
  }
  save_registration(config_dir, registration);
  std::filesystem::remove_all(directory);
}

[[noreturn]] void refuse(const std::string& message) {
  std::string hint;
  if (message.find("invite") != std::string::npos) {
    hint = "ask your administrator for a new invite";
  } else if (message.find("already registered") != std::string::npos) {
    hint =
        "choose another name with --user, or ask your administrator for an "
        "invite that reserves this one";
  }
  throw Error(
      ErrorKind::refused,
      "the gateway refuses to register this laptop: " + flk::quoted(message),
      hint);
}

// The token that the gateway confirms: ours, or one of its own making.
std::string confirmed_token(const HttpAnswer& answer) {
  if (answer.failure == HttpFailure::untrusted) {
    throw Error(ErrorKind::refused, "cannot register: " + answer.reason);
  }
  const std::string again =
      "run flock-send register again with the same "
      "invite: a repeat does no harm";
  if (answer.failure != HttpFailure::none) {
    throw Error(ErrorKind::try_again, "cannot register: " + answer.reason,
                again);
  }
  const auto tree = json::parse(answer.body, nullptr, false);
  const auto member = [&](const char* key) {
    return tree.is_object() ? tree.value(key, json()) : json();
  };
  if (answer.status == 200 && member("error") == false &&
      member("auth_token").is_string() &&
      is_token(member("auth_token").get<std::string>())) {
    return member("auth_token").get<std::string>();
  }
  if (answer.status == 400 && member("error") == true &&
      member("error_msg").is_string()) {
    refuse(member("error_msg").get<std::string>());
  }
  throw Error(ErrorKind::try_again,
              "cannot register: the gateway answers with status " +
                  std::to_string(answer.status),
              again);
}

HttpAnswer ask(const std::string& directory, const RegisterRequest& request,
               const LaptopRegistration& registration) {
  const auto token = load_token(directory, registration.url);
  const json body = {{"username", registration.user},
                     {"name", request.name},
                     {"invite", request.invite.code},
                     {"public_key", request.public_key},
                     {"auth_token", token.view()}};
  auto text = body.dump();
  HttpRequest http;
  http.method = "POST";
  http.url = registration.url + "/register";
  http.headers = {{"Content-Type", "application/json"}};
  http.body = text;
  const auto ca =
      request.invite.ca_hash.empty() ? std::string() : ca_path(directory);
  auto answer = client_for(ca, request.user_agent).send(http);
  wipe(text);
  return answer;
}

LaptopRegistration connect(const std::string& config_dir,
                           const std::string& directory,
                           const RegisterRequest& request, Random& random) {
  make_directories(directory, 0700);
  const auto registration =
      begin(directory, request, user_for(config_dir, request), random);
  take_ca(directory, request);
  // Ours, or one that the gateway insists on.
  auto token = confirmed_token(ask(directory, request, registration));
  save_token(directory, token, registration.url);
  wipe(token);
  finish(config_dir, directory, registration);
  return registration;
}

}  // namespace

LaptopRegistration register_laptop(const std::string& config_dir,
                                   const RegisterRequest& request,
                                   Random& random) {
  if (!request.user.empty() && !is_user_name(request.user)) {
    throw Error(ErrorKind::config,
                "cannot register as " + flk::quoted(request.user) +
                    ": a user name has only letters, digits, '-' and '_'");
  }
  const auto directory = under_way(config_dir);
  const bool is_repeat = file_exists(directory);
  try {
    return connect(config_dir, directory, request, random);
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::refused) throw;
    // The gateway knows nothing of it, unless an earlier answer was lost.
    if (!is_repeat) std::filesystem::remove_all(directory);
    const auto in_force = load_registration(config_dir);
    if (!in_force) throw;
    throw Error(
        error.kind(), error.what(),
        "it stays registered as " + in_force->user + " at " + in_force->url);
  }
}

}  // namespace flk
