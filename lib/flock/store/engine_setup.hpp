// SPDX-License-Identifier: GPL-3.0-or-later
// What flock-gateway setup installs in an engine: index template, users' index,
// lifecycle policy, roles. flock-gateway(8), ENGINE.

#pragma once

#include <optional>
#include <string>
#include <vector>

#include <flock/base/clock.hpp>
#include <flock/elasticsearch/client.hpp>

namespace flk {

struct SetupStep {
  std::string what;
  std::string method;
  std::string path;
  std::string body;  // JSON
  // An engine without that feature can do without it.
  bool optional = false;
};

// `keep`: how long indices live; without, they are never deleted.
std::vector<SetupStep> setup_steps(bool opensearch,
                                   std::optional<Milliseconds> keep);

enum class StepOutcome {
  done,
  there_already,
  no_such_feature,  // the engine's, of an optional step
};

// Throws Error where the engine refuses.
StepOutcome run_step(ElasticClient& client, const SetupStep& step);

// Whether these credentials can read what the gateway stores, which they must
// not: a sentence that says so, or what the engine answered instead of a
// refusal; nullopt where both a look-up and a search are refused. Throws Error,
// within seconds, where the engine is away.
std::optional<std::string> reads_records(ElasticClient& client);

}  // namespace flk
