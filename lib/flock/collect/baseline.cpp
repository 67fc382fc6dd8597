// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/collect/baseline.hpp>

#include <algorithm>
#include <iterator>
#include <nlohmann/json.hpp>

#include <flock/base/error.hpp>
#include <flock/base/file.hpp>

namespace flk {
namespace {

using nlohmann::json;

constexpr int kFormat = 1;
constexpr std::size_t kMaxBytes = 1 << 30;

std::string path_of(const std::string& directory, std::string_view twig) {
  return directory + "/" + std::string(twig) + ".json";
}

}  // namespace

void Baseline::begin_epoch(std::uint64_t pending_position) {
  if (!fresh || pending_position > position) ++epoch;
  counter = 0;
  last_run = Milliseconds{0};
  position = std::max(position, pending_position);
  fresh = true;
  rows.clear();
}

Baseline Baseline::load(const std::string& directory, std::string_view twig) {
  const auto path = path_of(directory, twig);
  const auto text = read_file_if_exists(path, kMaxBytes);
  if (!text) return {};
  try {
    const auto tree = json::parse(*text);
    if (tree.at("format") != kFormat) {
      throw Error(ErrorKind::config,
                  "cannot use " + flk::quoted(path) + ": its format is not 1");
    }
    Baseline base;
    tree.at("epoch").get_to(base.epoch);
    tree.at("counter").get_to(base.counter);
    base.last_run = Milliseconds{tree.at("last_run").get<std::int64_t>()};
    tree.at("position").get_to(base.position);
    tree.at("ledger").get_to(base.origin.ledger);
    tree.at("rules").get_to(base.origin.rules);
    tree.at("engine").get_to(base.origin.engine);
    tree.at("consent_line").get_to(base.origin.consent_line);
    base.origin.user = tree.value("user", "");
    base.origin.gateway = tree.value("gateway", "");
    tree.at("fresh").get_to(base.fresh);
    for (const auto& row : tree.at("rows")) {
      base.rows.insert(row.get<std::string>());
    }
    return base;
  } catch (const json::exception& error) {
    throw Error(ErrorKind::config,
                "cannot understand " + flk::quoted(path) + ": " + error.what(),
                "remove the file: the twig then gives out all of its rows");
  }
}

void Baseline::save(const std::string& directory, std::string_view twig) const {
  const json tree = {{"format", kFormat},
                     {"epoch", epoch},
                     {"counter", counter},
                     {"last_run", last_run.count()},
                     {"position", position},
                     {"ledger", origin.ledger},
                     {"rules", origin.rules},
                     {"engine", origin.engine},
                     {"consent_line", origin.consent_line},
                     {"user", origin.user},
                     {"gateway", origin.gateway},
                     {"fresh", fresh},
                     {"rows", rows}};
  replace_file(path_of(directory, twig), tree.dump() + "\n", 0600);
}

Difference difference(const std::multiset<std::string>& before,
                      const std::multiset<std::string>& now) {
  Difference result;
  std::set_difference(before.begin(), before.end(), now.begin(), now.end(),
                      std::back_inserter(result.removed));
  std::set_difference(now.begin(), now.end(), before.begin(), before.end(),
                      std::back_inserter(result.added));
  return result;
}

}  // namespace flk
