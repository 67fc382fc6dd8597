// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/auth/registration.hpp>

#include <nlohmann/json.hpp>

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
  try {
    const auto tree = json::parse(*text);
    return LaptopRegistration{tree.at("url").get<std::string>(),
                              tree.at("user").get<std::string>()};
  } catch (const json::exception& error) {
    throw Error(ErrorKind::config,
                "cannot understand " + flk::quoted(path) + ": " + error.what());
  }
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

SecretBytes load_token(const std::string& config_dir) {
  auto text = read_secret_file(token_path(config_dir), kMaxBytes);
  text.erase(text.find_last_not_of(" \n") + 1);
  auto token = SecretBytes::copy_of(text);
  wipe(text);
  return token;
}

std::string token_path(const std::string& config_dir) {
  return config_dir + "/token";
}

std::string ca_path(const std::string& config_dir) {
  return config_dir + "/ca.crt";
}

}  // namespace flk
