// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/auth/registration.hpp>

#include <algorithm>
#include <nlohmann/json.hpp>

#include <flock/auth/gateway_url.hpp>
#include <flock/base/error.hpp>
#include <flock/base/file.hpp>

namespace flk {
namespace {

using nlohmann::json;

constexpr std::size_t kMaxBytes = 64 << 10;

std::string path_of(const std::string& config_dir) {
  return config_dir + "/gateway.json";
}

}  // namespace

std::optional<LaptopRegistration> load_registration(
    const std::string& config_dir) {
  const auto path = path_of(config_dir);
  const auto text = read_file_if_exists(path, kMaxBytes);
  if (!text) return std::nullopt;
  LaptopRegistration registration;
  try {
    const auto tree = json::parse(*text);
    tree.at("url").get_to(registration.url);
    tree.at("user").get_to(registration.user);
  } catch (const json::exception& error) {
    throw Error(ErrorKind::config,
                "cannot understand " + flk::quoted(path) + ": " + error.what());
  }
  if (!is_gateway_url(registration.url)) {
    throw Error(ErrorKind::config,
                "the gateway in " + flk::quoted(path) + " is " +
                    flk::quoted(registration.url) +
                    ": the token would go to another machine in clear",
                "it must be an https URL, or an http one of this machine");
  }
  return registration;
}

LaptopRegistration require_registration(const std::string& config_dir) {
  auto registration = load_registration(config_dir);
  if (!registration) {
    throw Error(ErrorKind::config, "this laptop is not registered",
                "ask your administrator for an invite, then run flock-send "
                "register");
  }
  return *std::move(registration);
}

void save_registration(const std::string& config_dir,
                       const LaptopRegistration& registration) {
  const json tree = {{"url", registration.url}, {"user", registration.user}};
  replace_file(path_of(config_dir), tree.dump() + "\n", 0644);
}

SecretBytes load_token(const std::string& config_dir, const std::string& url) {
  const auto path = token_path(config_dir);
  auto text = read_secret_file(path, kMaxBytes);
  const auto end = std::min(text.find_first_of(" \n"), text.size());
  auto token = SecretBytes::copy_of(std::string_view(text).substr(0, end));
  const auto bound_to = text.substr(std::min(end + 1, text.size()));
  wipe(text);
  if (!bound_to.empty() && bound_to != url + "\n") {
    throw Error(ErrorKind::config,
                "the token in " + flk::quoted(path) + " is not for " + url,
                "flock-send register, again with the same invite, puts it in "
                "order");
  }
  return token;
}

void save_token(const std::string& config_dir, std::string_view token,
                const std::string& url) {
  auto text = std::string(token) + "\n" + url + "\n";
  replace_file(token_path(config_dir), text, 0600);
  wipe(text);
}

std::string token_path(const std::string& config_dir) {
  return config_dir + "/token";
}

std::string ca_path(const std::string& config_dir) {
  return config_dir + "/ca.crt";
}

}  // namespace flk
