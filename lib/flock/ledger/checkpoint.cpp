// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/ledger/checkpoint.hpp>

#include <algorithm>
#include <nlohmann/json.hpp>

#include <flock/base/error.hpp>
#include <flock/base/file.hpp>

namespace flk {
namespace {

using nlohmann::json;

constexpr int kFormat = 1;
constexpr std::size_t kMaxBytes = 1 << 20;
constexpr std::size_t kMaxAppended = 256;
constexpr std::size_t kMaxUndeclared = 1000;
constexpr std::int64_t kMinute = 60000;

std::string path_of(const std::string& directory) {
  return directory + "/checkpoint.json";
}

Checkpoint from_json(const json& tree) {
  if (tree.at("format") != kFormat) {
    throw Error(ErrorKind::config, "its format is not 1");
  }
  Checkpoint point;
  tree.at("records").get_to(point.records);
  tree.at("attempted").get_to(point.attempted);
  tree.at("acknowledged").get_to(point.acknowledged);
  for (const auto& [source, position] : tree.at("cursors").items()) {
    point.cursors[source] = position.get<std::uint64_t>();
  }
  tree.at("seq").get_to(point.seq);
  tree.at("prev").get_to(point.prev);
  for (const auto& entry : tree.at("appended")) {
    point.appended.push_back({entry.at(0).get<std::uint64_t>(),
                              Milliseconds{entry.at(1).get<std::int64_t>()}});
  }
  point.refused = tree.value("refused", point.refused);
  for (const auto& run : tree.value("undeclared", json::array())) {
    point.undeclared.push_back(
        {run.at(0).get<std::uint64_t>(), run.at(1).get<std::uint64_t>(),
         run.at(2).get<std::string>(), run.at(3).get<std::uint64_t>()});
  }
  if (point.acknowledged > point.attempted) {
    throw Error(ErrorKind::config, "more is acknowledged than attempted");
  }
  return point;
}

}  // namespace

void Checkpoint::note_appended(std::uint64_t last, Milliseconds time) {
  const auto minute = [](Milliseconds t) { return t.count() / kMinute; };
  if (!appended.empty() && minute(appended.back().time) == minute(time)) {
    appended.back() = {last, std::max(time, appended.back().time)};
  } else {
    appended.push_back({last, time});
  }
  const auto delivered = [&](const Appended& entry) {
    return entry.last <= acknowledged;
  };
  appended.erase(std::remove_if(appended.begin(), appended.end(), delivered),
                 appended.end());
  while (appended.size() > kMaxAppended) appended.erase(appended.begin());
}

void Checkpoint::note_refused(std::uint64_t n, const std::string& stream,
                              std::uint64_t its_seq) {
  ++refused;
  if (!undeclared.empty()) {
    auto& run = undeclared.back();
    const auto next = run.seq == 0 ? 0 : run.seq + (n - run.first);
    if (run.last + 1 == n && run.stream == stream && next == its_seq) {
      run.last = n;
      return;
    }
  }
  if (undeclared.size() < kMaxUndeclared) {
    undeclared.push_back({n, n, stream, its_seq});
  }
}

void Checkpoint::forget_declared(std::uint64_t position) {
  std::erase_if(undeclared,
                [&](const RefusedRun& run) { return run.last <= position; });
}

Checkpoint Checkpoint::load(const std::string& ledger_directory) {
  const auto path = path_of(ledger_directory);
  const std::string hint =
      "if it cannot be restored, flock-send reset begins a new ledger";
  try {
    return from_json(json::parse(read_file(path, kMaxBytes)));
  } catch (const json::exception& error) {
    throw Error(ErrorKind::config,
                "cannot understand checkpoint " + flk::quoted(path) + ": " +
                    error.what(),
                hint);
  } catch (const Error& error) {
    throw Error(
        error.kind(),
        "cannot use checkpoint " + flk::quoted(path) + ": " + error.what(),
        hint);
  }
}

void Checkpoint::save(const std::string& ledger_directory) const {
  json entries = json::array();
  for (const auto& entry : appended) {
    entries.push_back({entry.last, entry.time.count()});
  }
  json runs = json::array();
  for (const auto& run : undeclared) {
    runs.push_back({run.first, run.last, run.stream, run.seq});
  }
  const json tree = {{"format", kFormat},      {"records", records},
                     {"attempted", attempted}, {"acknowledged", acknowledged},
                     {"cursors", cursors},     {"seq", seq},
                     {"prev", prev},           {"appended", entries},
                     {"refused", refused},     {"undeclared", runs}};
  replace_file(path_of(ledger_directory), tree.dump() + "\n", 0600);
}

void update_checkpoint(const std::string& ledger_directory,
                       const std::function<void(Checkpoint&)>& change) {
  const FileLock lock{ledger_directory + "/checkpoint.lock"};
  auto point = Checkpoint::load(ledger_directory);
  change(point);
  point.save(ledger_directory);
}

}  // namespace flk
