// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/collect/engine.hpp>

#include <flock/base/error.hpp>
#include <flock/collect/built_in_engine.hpp>
#include <flock/collect/osquery_engine.hpp>
#include <flock/collect/run_program.hpp>

namespace flk {

std::unique_ptr<QueryEngine> open_engine(std::string_view choice,
                                         const EngineOptions& options) {
  if (choice == "built-in") return std::make_unique<BuiltInEngine>(options);
  if (choice != "auto" && choice != "osquery") {
    throw Error(ErrorKind::config, "there is no engine " + quoted(choice),
                "the engines are auto, osquery and built-in");
  }
  auto osqueryi = find_program("osqueryi");
  if (!osqueryi.empty()) {
    return std::make_unique<OsqueryEngine>(std::move(osqueryi), options);
  }
  if (choice == "auto") return std::make_unique<BuiltInEngine>(options);
  throw Error(ErrorKind::config, "cannot find osqueryi in PATH",
              "install osquery, or use the engine built-in");
}

}  // namespace flk
