// SPDX-License-Identifier: GPL-3.0-or-later
// Stored records as JSON lines: flock-fetch(1).

#pragma once

#include <cstdint>
#include <functional>

#include <flock/record/writer.hpp>
#include <flock/store/store.hpp>

namespace flk {

enum class FetchOrder {
  stored,  // as the store has them
  chain,   // one stream after the other
};

// Writes what `filter` lets pass; how many. `progress` is called with how many
// were read so far, for each. Throws Error.
std::uint64_t fetch(Store& store, const ScanFilter& filter, FetchOrder order,
                    RecordWriter& out,
                    const std::function<void(std::uint64_t)>& progress = {});

}  // namespace flk
