// SPDX-License-Identifier: GPL-3.0-or-later

#include "options.hpp"

#include <CLI/CLI.hpp>

#include <flock/cli/store_options.hpp>

namespace flk {
namespace {

CLI::App* declare_gateway_verb(CLI::App& app, GatewayOptions& options,
                               const std::string& name,
                               const std::string& description,
                               GatewayVerb verb) {
  auto* declared = declare_verb(app, name, description, options.common);
  declared->callback([&options, verb] { options.verb = verb; });
  declare_store_options(*declared, options.store);
  return declared;
}

void declare_listening(CLI::App& serve, GatewayOptions& options) {
  serve.add_option("--listen", options.listen, "where to take connections")
      ->type_name("ADDRESS:PORT")
      ->capture_default_str();
  auto* cert = serve.add_option("--cert", options.server.certificate_file,
                                "speak TLS with this certificate chain, PEM");
  auto* key = serve.add_option("--key", options.server.key_file,
                               "the certificate's key, PEM");
  cert->type_name("FILE")->needs(key);
  key->type_name("FILE")->needs(cert);
  serve
      .add_option("--registration", options.registration,
                  "who may register: invite, open or closed")
      ->type_name("MODE")
      ->check(CLI::IsMember({"invite", "open", "closed"}))
      ->capture_default_str();
}

void declare_bounds(CLI::App& serve, GatewayOptions& options) {
  auto& server = options.server;
  auto& submission = options.service.submission;
  declare_duration(serve, "--max-past", submission.plausible.max_past,
                   "how old a record's time may be to choose its index");
  declare_duration(serve, "--max-future", submission.plausible.max_future,
                   "how far ahead it may be");
  declare_bytes(serve, "--max-line-bytes", submission.max_line_bytes,
                "reject longer records");
  serve
      .add_option("--max-records", submission.max_records,
                  "refuse requests with more records")
      ->type_name("N")
      ->check(CLI::PositiveNumber)
      ->capture_default_str();
  declare_bytes(serve, "--max-body-bytes", server.max_body_bytes,
                "refuse longer bodies, packed or unpacked");
  declare_bytes(serve, "--max-inflight-bytes", server.max_inflight_bytes,
                "hold no more of all bodies at once");
  serve
      .add_option("--max-connections", server.max_connections,
                  "close further connections")
      ->type_name("N")
      ->check(CLI::PositiveNumber)
      ->capture_default_str();
  declare_duration(serve, "--request-timeout", server.request_timeout,
                   "how long one request may take to come in");
  declare_duration(serve, "--idle-timeout", server.idle_timeout,
                   "how long a connection is kept between requests");
}

void declare_invite(CLI::App& users, GatewayOptions& options) {
  auto& invitation = options.invitation;
  auto* verb = declare_gateway_verb(users, options, "invite",
                                    "print an invite to register with",
                                    GatewayVerb::invite);
  verb->add_option("--url", invitation.url,
                   "the gateway's URL, as laptops reach it")
      ->type_name("URL")
      ->required();
  verb->add_option("--ca", invitation.ca_file,
                   "the CA certificate that laptops shall trust, PEM; "
                   "default: those of their systems")
      ->type_name("FILE");
  verb->add_option("--uses", invitation.uses, "how many may use it")
      ->type_name("N")
      ->check(CLI::Range(1, 1000000))
      ->capture_default_str();
  declare_duration(*verb, "--expires", invitation.lifetime,
                   "how long it is good for");
  verb->add_option("--name", invitation.display_name,
                   "the display name of who gives none")
      ->type_name("TEXT");
  verb->add_option("--user", invitation.reserved_user,
                   "for this user name alone")
      ->type_name("NAME");
}

void declare_users(CLI::App& app, GatewayOptions& options) {
  auto* users =
      declare_verb(app, "users", "invite and manage users", options.common);
  users->require_subcommand(1);
  declare_invite(*users, options);
  declare_gateway_verb(*users, options, "list", "print all users",
                       GatewayVerb::list);
  declare_gateway_verb(*users, options, "show", "print these users",
                       GatewayVerb::show)
      ->add_option("USER", options.users, "their user names")
      ->required();
  declare_gateway_verb(*users, options, "keys",
                       "print public keys for flock-sign verify --trusted",
                       GatewayVerb::keys)
      ->add_option("USER", options.users, "of these users; none: all");
  declare_gateway_verb(*users, options, "delete",
                       "delete users; records and keys stay",
                       GatewayVerb::remove)
      ->add_option("USER", options.users, "their user names")
      ->required();
}

}  // namespace

void declare_options(CLI::App& app, GatewayOptions& options) {
  declare_common_options(app, options.common);
  auto* serve = declare_gateway_verb(
      app, options, "serve", "take records until stopped", GatewayVerb::serve);
  declare_listening(*serve, options);
  declare_bounds(*serve, options);
  declare_users(app, options);
  app.footer(
      "Examples:\n"
      "  flock-gateway serve --listen 0.0.0.0:443 --cert gateway.crt "
      "--key gateway.key\n"
      "  flock-gateway users invite --url https://flock.example.com "
      "--ca ca.crt\n"
      "  flock-gateway users keys > trusted\n");
}

}  // namespace flk
