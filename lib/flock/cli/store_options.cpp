// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/cli/store_options.hpp>

#include <CLI/CLI.hpp>

namespace flk {

void declare_store_options(CLI::App& app, StoreOptions& options) {
  auto* store = app.add_option("--store", options.file,
                               "the embedded store; default: gateway.db in "
                               "the service's state directory");
  store->type_name("FILE");
  auto* engine = app.add_option("--elasticsearch", options.elastic.url,
                                "Elasticsearch or OpenSearch instead");
  engine->type_name("URL")->excludes(store);
  app.add_option("--elasticsearch-ca", options.elastic.ca_file,
                 "trust this CA for it, PEM; default: the system's")
      ->type_name("FILE")
      ->needs(engine);
  app.add_option("--elasticsearch-credentials",
                 options.elastic.credentials_file,
                 "USER:PASSWORD or ApiKey KEY for it, on one line")
      ->type_name("FILE")
      ->needs(engine);
  auto* cert =
      app.add_option("--elasticsearch-cert", options.elastic.certificate_file,
                     "show it this certificate, PEM");
  auto* key = app.add_option("--elasticsearch-key", options.elastic.key_file,
                             "the certificate's key, PEM");
  cert->type_name("FILE")->needs(engine)->needs(key);
  key->type_name("FILE")->needs(engine)->needs(cert);
}

}  // namespace flk
