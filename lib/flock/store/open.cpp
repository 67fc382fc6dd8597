// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/store/open.hpp>

#include <algorithm>
#include <cstdlib>

#include <flock/store/elastic_store.hpp>
#include <flock/store/sqlite_store.hpp>

namespace flk {

std::string default_store_file() {
  const char* given = std::getenv("STATE_DIRECTORY");
  std::string directory = given == nullptr ? "" : given;
  directory.resize(std::min(directory.find(':'), directory.size()));
  if (directory.empty()) directory = "/var/lib/flock-gateway";
  return directory + "/gateway.db";
}

std::string store_file(const StoreOptions& options) {
  return options.file.empty() ? default_store_file() : options.file;
}

std::unique_ptr<Store> open_store(const StoreOptions& options,
                                  StoreAccess access) {
  if (!options.elastic.url.empty()) {
    return std::make_unique<ElasticStore>(options.elastic);
  }
  return std::make_unique<SqliteStore>(store_file(options),
                                       access == StoreAccess::read_write
                                           ? SqliteStore::Access::read_write
                                           : SqliteStore::Access::read_only,
                                       options.max_bytes);
}

}  // namespace flk
