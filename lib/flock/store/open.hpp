// SPDX-License-Identifier: GPL-3.0-or-later
// The store that a command line names.

#pragma once

#include <memory>
#include <string>

#include <flock/elasticsearch/client.hpp>
#include <flock/store/store.hpp>

namespace flk {

struct StoreOptions {
  std::string file;           // empty: default_store_file()
  std::size_t max_bytes = 0;  // of the file; 0: no bound
  ElasticOptions elastic;     // with a URL: this instead
};

// gateway.db in $STATE_DIRECTORY, which systemd sets, else in
// /var/lib/flock-gateway.
std::string default_store_file();

// The embedded store that they name.
std::string store_file(const StoreOptions& options);

enum class StoreAccess { read_write, read_only };

// Throws Error.
std::unique_ptr<Store> open_store(const StoreOptions& options,
                                  StoreAccess access);

}  // namespace flk
