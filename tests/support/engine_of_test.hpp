// SPDX-License-Identifier: GPL-3.0-or-later
// The engine that a test talks to: the one at $FLOCK_TEST_ENGINE, emptied of
// what is Flock's, else a fake one.

#pragma once

#include <cstdlib>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>

#include <flock/elasticsearch/client.hpp>

#include "support/fake_engine.hpp"

namespace flk {

class EngineOfTest {
 public:
  const std::string& url() {
    if (!url_.empty()) return url_;
    if (const char* real = std::getenv("FLOCK_TEST_ENGINE")) {
      url_ = real;
      empty();
    } else {
      fake_ = std::make_unique<FakeEngine>();
      url_ = fake_->url();
    }
    return url_;
  }

 private:
  void empty() {
    ElasticClient client{{url_, "", ""}};
    const auto listed =
        client.send("GET", "/_cat/indices/flock*?h=index&format=json");
    for (const auto& entry : nlohmann::json::parse(listed.body)) {
      client.send("DELETE", "/" + entry["index"].get<std::string>());
    }
  }

  std::string url_;
  std::unique_ptr<FakeEngine> fake_;
};

}  // namespace flk
