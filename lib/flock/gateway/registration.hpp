// SPDX-License-Identifier: GPL-3.0-or-later
// POST /register: users are made here, by invite or openly.

#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include <flock/base/clock.hpp>
#include <flock/base/log.hpp>
#include <flock/base/random.hpp>
#include <flock/gateway/commit_queue.hpp>
#include <flock/gateway/message.hpp>
#include <flock/store/store.hpp>

namespace flk {

enum class RegistrationMode {
  invite,  // with an invite, or a name that one reserves
  open,    // anybody, as the predecessor's
  closed,
};

// The fields of a request's body.
struct RegistrationForm {
  std::string username;
  std::string name;  // cleaned
  std::string auth_token;
  std::string invite;
  std::string public_key;

  // Empty, or the error_msg of the first check that failed.
  std::string error;
};

// All checks but those against the store. Who is authenticated needs to name
// no user.
RegistrationForm read_registration(std::string_view content_type,
                                   std::string_view body, bool needs_username);

class Registrar {
 public:
  // Counts a try that has failed; how long to wait where it is one too many.
  using Failed = std::function<std::optional<Seconds>()>;

  // All must outlive this.
  Registrar(Store& store, CommitQueue& queue, RegistrationMode mode,
            Clock& clock, Random& random, Log& log);

  // Throws Error while the store is away. A try too many leaves no trace.
  void register_user(const RegistrationForm& form, const Failed& failed,
                     const Respond& respond);
  // The public key of `user`, who has shown the token.
  GatewayAnswer add_key(const RegistrationForm& form, const User& user);

 private:
  void welcome(const RegistrationForm& form, const std::string& token,
               const User& user, const Respond& respond);
  void turn_away(const RegistrationForm& form, const User& user,
                 const Respond& respond);

  Store& store_;
  CommitQueue& queue_;
  RegistrationMode mode_;
  Clock& clock_;
  Random& random_;
  Log& log_;
};

}  // namespace flk
