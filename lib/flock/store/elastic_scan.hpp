// SPDX-License-Identifier: GPL-3.0-or-later
// All records of an engine: one point in time, index by index, page by page.
// Bytes come out as they were put in: they are cut out of the answers.

#pragma once

#include <flock/elasticsearch/client.hpp>
#include <flock/store/store.hpp>

namespace flk {

// What Store::scan() does. Throws Error.
void scan_engine(ElasticClient& client, const ScanFilter& filter,
                 const RecordVisitor& visit);

}  // namespace flk
