// SPDX-License-Identifier: GPL-3.0-or-later
// Which instances a run of create is to make: those of instances.yml, or the
// one of the command line, for which the file is written where there is none.

#pragma once

#include <optional>
#include <string>
#include <vector>

#include <flock/certs/create.hpp>
#include <flock/certs/instances.hpp>

namespace flk {

// Throws Error (config) for everything about the instances that can be wrong,
// before something is made. nullopt where the file is to be written.
std::optional<Instances> load_asked_instances(const CreateOptions& options);

// Writes the file, unless another run has just done so, and adds it to `made`.
// The caller holds the lock, so that of two runs one writes and the other
// reads; in a dry run nothing is written.
Instances load_or_write_instances(const CreateOptions& options,
                                  std::vector<std::string>& made);

}  // namespace flk
