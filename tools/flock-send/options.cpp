// SPDX-License-Identifier: GPL-3.0-or-later

#include "flock-send/options.hpp"

#include <CLI/CLI.hpp>

namespace flk {
namespace {

void declare_delivery(CLI::App& app, SendOptions& options) {
  declare_duration(app, "--rest", options.rest,
                   "hold records back for so long, to be looked at first");
  declare_duration(app, "--deadline", options.deadline,
                   "try to deliver for so long");
  declare_duration(app, "--keep-sent", options.keep_sent,
                   "keep what was delivered for so long");
  declare_bytes(app, "--keep-sent-bytes", options.keep_sent_bytes,
                "keep at most so much of what was delivered");
}

void declare_verbs(CLI::App& app, SendOptions& options) {
  auto& common = options.common;
  auto* verb =
      declare_verb(app, "register",
                   "connect this laptop to a gateway, by an invite", common);
  verb->add_option("--invite-file", options.invite_file,
                   "read the invite from FILE, not standard input")
      ->type_name("FILE");
  verb->add_option("--user", options.user,
                   "the user name (default: a random one)")
      ->type_name("NAME");
  verb->add_option("--name", options.name,
                   "what administrators see beside the user name")
      ->type_name("TEXT");
  declare_verb(app, "ping", "ask the gateway whether it knows this laptop",
               common);
  verb =
      declare_verb(app, "deliver", "deliver what waits in the outbox", common);
  declare_delivery(*verb, options);
  declare_verb(app, "outbox", "print what waits, byte for byte", common);
  declare_verb(app, "sent", "print what has left, byte for byte", common);
  verb = declare_verb(app, "withdraw", "take back records that have not left",
                      common);
  verb->add_option("N", options.numbers, "numbers of records in the ledger");
  verb->add_option("--twig", options.twigs, "all records of twig ID")
      ->type_name("ID");
  verb->add_flag("--all", options.all, "all records");
  declare_verb(app, "reset", "begin a new ledger: new machine, damage", common);
  declare_verb(app, "status", "say in a sentence how delivery stands", common);
}

}  // namespace

void declare_options(CLI::App& app, SendOptions& options) {
  declare_common_options(app, options.common);
  declare_filter_options(app, options.filter);
  declare_bytes(app, "--max-outbox-bytes", options.max_outbox_bytes,
                "take no more records into a fuller outbox");
  declare_delivery(app, options);
  declare_verbs(app, options);
  app.footer(
      "Examples:\n"
      "  flock-send register < invite\n"
      "  flock-collect | flock-redact | flock-sign | flock-send\n"
      "  flock-send outbox | jq -r .name\n");
}

}  // namespace flk
