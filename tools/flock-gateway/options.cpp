// SPDX-License-Identifier: GPL-3.0-or-later

#include "options.hpp"

#include <CLI/CLI.hpp>

#include <flock/cli/store_options.hpp>

namespace flk {
namespace {

// Of a bound that is counted: all of it is more than anybody has.
constexpr std::size_t kMost = 1'000'000'000;
// Of one record, or one body.
constexpr std::size_t kMostBytes = std::size_t{1} << 30;
// Of what is held of all.
constexpr std::size_t kMostInFlight = std::size_t{1} << 40;

CLI::App* declare_gateway_verb(CLI::App& app, GatewayOptions& options,
                               const std::string& name,
                               const std::string& description,
                               GatewayVerb verb) {
  auto* declared = declare_verb(app, name, description, options.common);
  // One within another comes first.
  declared->callback([&options, verb] {
    if (options.verb == GatewayVerb::none) options.verb = verb;
  });
  declare_store_options(*declared, options.store);
  return declared;
}

// For verbs that read or delete records.
void declare_admin(CLI::App& verb, GatewayOptions& options) {
  verb.add_option("--admin-credentials", options.admin_credentials,
                  "yours for the engine, USER:PASSWORD or ApiKey KEY on one "
                  "line, instead of the gateway's")
      ->type_name("FILE");
}

void declare_age(CLI::App& verb, const std::string& name,
                 GatewayOptions& options, const std::string& description) {
  verb.add_option_function<std::string>(
          name,
          [&options, name](const std::string& text) {
            options.keep = parse_duration(text);
            if (!options.keep) {
              throw CLI::ValidationError(
                  name, "'" + text + "' is no duration such as 90d or 52w");
            }
          },
          description)
      ->type_name("DURATION");
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
  auto* client_ca = serve.add_option(
      "--client-ca", options.server.client_ca_file,
      "take only clients with a certificate of these CAs, PEM");
  client_ca->type_name("FILE")->needs(cert);
  serve
      .add_option("--client-crl", options.server.client_crl_file,
                  "and none that these CRLs revoke, PEM")
      ->type_name("FILE")
      ->needs(client_ca);
  serve
      .add_option("--trusted-proxy", options.trusted_proxies,
                  "believe X-Forwarded-For of this address or network")
      ->type_name("ADDRESS[/BITS]")
      ->expected(1)
      ->take_all();
  serve
      .add_option("--admin-listen", options.admin_listen,
                  "serve /healthz, /readyz and /metrics there, on loopback or "
                  "unix:PATH")
      ->type_name("ADDRESS:PORT");
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
  serve.add_flag("--strict", options.strict,
                 "refuse to start with engine credentials that can read "
                 "records");
  declare_age(serve, "--keep", options,
              "delete records that are older, once an hour; default: none");
  declare_bytes(serve, "--max-store-bytes", options.store.max_bytes,
                "take no more records while the embedded store is that large; "
                "0: no bound");
  declare_duration(serve, "--max-past", submission.plausible.max_past,
                   "how old a record's time may be to choose its index");
  declare_duration(serve, "--max-future", submission.plausible.max_future,
                   "how far ahead it may be");
  declare_bytes(serve, "--max-line-bytes", submission.max_line_bytes,
                "reject longer records")
      ->check(CLI::Range(std::size_t{1}, kMostBytes).description(""));
  serve
      .add_option("--max-records", submission.max_records,
                  "refuse requests with more records")
      ->type_name("N")
      ->check(CLI::Range(std::size_t{1}, kMost))
      ->capture_default_str();
  declare_bytes(serve, "--max-body-bytes", server.max_body_bytes,
                "refuse longer bodies, packed or unpacked")
      ->check(CLI::Range(std::size_t{1}, kMostBytes).description(""));
  declare_bytes(serve, "--max-inflight-bytes", server.max_inflight_bytes,
                "hold no more of all bodies at once")
      ->check(CLI::Range(std::size_t{1}, kMostInFlight).description(""));
  serve
      .add_option("--max-connections", server.max_connections,
                  "close further connections")
      ->type_name("N")
      ->check(CLI::Range(std::size_t{1}, kMost))
      ->capture_default_str();
  const auto number = [&](const char* name, std::size_t& value,
                          const char* description) {
    serve.add_option(name, value, description)
        ->type_name("N")
        ->check(CLI::Range(std::size_t{0}, kMost))
        ->capture_default_str();
  };
  number("--max-connections-per-address", server.max_connections_per_address,
         "close further ones of one address; 0: three quarters of all");
  number("--max-failures", options.service.max_failures,
         "answer 429 to more failed tries a minute from one address; 0: no "
         "limit");
  number("--max-requests", options.service.max_requests,
         "answer 429 to more requests a minute of one user; 0: no limit");
  number("--drain-seconds", options.drain_seconds,
         "how long to answer what is under way when told to stop");
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
      ->type_name("URL");
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
  declare_gateway_verb(*verb, options, "list",
                       "print the invites that are good",
                       GatewayVerb::list_invites);
  declare_gateway_verb(*verb, options, "revoke", "make an invite worthless",
                       GatewayVerb::revoke_invite)
      ->add_option("ID", options.invite_id,
                   "as list prints it, or the invite's code")
      ->required();
}

void declare_changes(CLI::App& users, GatewayOptions& options) {
  auto* rename =
      declare_gateway_verb(users, options, "rename",
                           "change a user's display name", GatewayVerb::rename);
  rename->add_option("USER", options.user, "the user name")->required();
  rename->add_option("NAME", options.name, "the new display name")->required();
  declare_gateway_verb(users, options, "reset-token",
                       "give a user a new token, and print it",
                       GatewayVerb::reset_token)
      ->add_option("USER", options.user, "the user name")
      ->required();
  declare_gateway_verb(users, options, "import",
                       "take over the users of the predecessor's index",
                       GatewayVerb::import_users)
      ->add_option("FILE", options.import_file,
                   "its documents; - or none: standard input");
  auto* remove = declare_gateway_verb(users, options, "delete",
                                      "delete users; their keys stay",
                                      GatewayVerb::remove);
  remove->add_option("USER", options.users, "their user names")->required();
  remove->add_flag("--with-records", options.with_records,
                   "delete all their records too");
  declare_admin(*remove, options);
}

void declare_setup(CLI::App& app, GatewayOptions& options) {
  auto* setup = declare_gateway_verb(app, options, "setup",
                                     "install index template, policy and role "
                                     "in an engine",
                                     GatewayVerb::setup);
  setup->add_flag("--dry-run", options.dry_run,
                  "print the requests, send none that changes anything");
  declare_age(*setup, "--keep", options,
              "let the engine delete indices that are older");
  declare_admin(*setup, options);
}

void declare_care(CLI::App& app, GatewayOptions& options) {
  auto* prune = declare_gateway_verb(app, options, "prune",
                                     "delete old records", GatewayVerb::prune);
  declare_age(*prune, "--older-than", options, "those of days that are older");
  prune->get_option("--older-than")->required();
  declare_admin(*prune, options);
  declare_gateway_verb(app, options, "backup",
                       "copy the embedded store, while it is in use",
                       GatewayVerb::backup)
      ->add_option("FILE", options.backup, "the copy, which must not exist")
      ->required();
  declare_gateway_verb(app, options, "check",
                       "see whether the embedded store is sound",
                       GatewayVerb::check);
}

void declare_users(CLI::App& app, GatewayOptions& options) {
  auto* users =
      declare_verb(app, "users", "invite and manage users", options.common);
  users->require_subcommand(1);
  declare_invite(*users, options);
  auto* list = declare_gateway_verb(*users, options, "list", "print all users",
                                    GatewayVerb::list);
  declare_admin(*list, options);
  auto* show = declare_gateway_verb(*users, options, "show",
                                    "print these users", GatewayVerb::show);
  show->add_option("USER", options.users, "their user names")->required();
  declare_admin(*show, options);
  declare_gateway_verb(*users, options, "keys",
                       "print public keys for flock-sign verify --trusted",
                       GatewayVerb::keys)
      ->add_option("USER", options.users, "of these users; none: all");
  declare_changes(*users, options);
}

}  // namespace

void declare_options(CLI::App& app, GatewayOptions& options) {
  declare_common_options(app, options.common);
  auto* serve = declare_gateway_verb(
      app, options, "serve", "take records until stopped", GatewayVerb::serve);
  declare_listening(*serve, options);
  declare_bounds(*serve, options);
  declare_users(app, options);
  declare_setup(app, options);
  declare_care(app, options);
  app.footer(
      "Examples:\n"
      "  flock-gateway serve --listen 0.0.0.0:443 --cert gateway.crt "
      "--key gateway.key\n"
      "  flock-gateway users invite --url https://flock.example.com "
      "--ca ca.crt\n"
      "  flock-gateway users keys > trusted\n"
      "  flock-gateway prune --older-than 52w\n"
      "  flock-gateway backup gateway-$(date +%F).db\n");
}

}  // namespace flk
