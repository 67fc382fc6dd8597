// SPDX-License-Identifier: GPL-3.0-or-later
// What administrators ask of the records in an engine, with their own
// credentials: the gateway's can only create.

#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include <flock/elasticsearch/client.hpp>
#include <flock/store/store.hpp>

namespace flk {

// What Store::activity() does, for these users alone. Throws Error.
std::map<std::string, UserActivity> engine_activity(
    ElasticClient& client, const std::vector<std::string>& users);

// What Store::delete_records_of() and Store::prune() do: by search and bulk
// deletion, since not every engine can delete by query. A closed index that
// has to be searched for what is old is left, and named by an Error once all
// else is done. Throw Error.
std::uint64_t delete_from_engine(ElasticClient& client,
                                 const std::string& user);
std::uint64_t prune_engine(ElasticClient& client, Milliseconds before);

}  // namespace flk
