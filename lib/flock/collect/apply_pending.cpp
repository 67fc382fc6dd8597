// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/collect/apply_pending.hpp>

#include <map>

#include <flock/base/file.hpp>
#include <flock/collect/baseline.hpp>

namespace flk {
namespace {

class Application {
 public:
  explicit Application(const std::string& state_dir)
      : directory_(baselines_in(state_dir)),
        last_run_path_(last_run_path(state_dir)) {}

  void apply(const Pending& pending) {
    pending.for_each([&](std::uint64_t position, const Record& record) {
      if (is_agent_record(record)) {
        finish(position, record);
      } else {
        move(position, record);
      }
    });
    for (const auto& [twig, base] : bases_) base.save(directory_, twig);
  }

 private:
  Baseline& base_of(const std::string& twig) {
    const auto found = bases_.find(twig);
    if (found != bases_.end()) return found->second;
    return bases_.emplace(twig, Baseline::load(directory_, twig)).first->second;
  }

  void move(std::uint64_t position, const Record& record) {
    auto& base = base_of(record.text("name"));
    const auto columns = record.find("columns");
    if (position <= base.position || !columns) return;
    std::string row(columns->raw());
    if (record.text("action") == "added") {
      base.rows.insert(std::move(row));
    } else if (const auto found = base.rows.find(row);
               found != base.rows.end()) {
      base.rows.erase(found);
    }
  }

  // The flock_run names every twig that ran, with rows or without.
  void finish(std::uint64_t position, const Record& run) {
    const auto timestamp = run.find("timestamp");
    const auto rows = run.find("rows");
    const auto failures = run.find("failures");
    if (!timestamp || !rows || !failures) return;
    const Milliseconds time{timestamp->integer().value_or(0)};
    for (const auto member : rows->members()) {
      auto& base = base_of(member.key.decoded());
      if (position <= base.position) continue;
      if (!base.fresh) ++base.counter;
      base.fresh = false;
      base.last_run = time;
      base.position = position;
    }
    for (const auto member : failures->members()) {
      base_of(member.key.decoded()).last_run = time;
    }
    replace_file(last_run_path_, std::string(run.bytes()) + "\n", 0600);
  }

  std::string directory_;
  std::string last_run_path_;
  std::map<std::string, Baseline> bases_;
};

}  // namespace

std::string pending_path(const std::string& state_dir) {
  return state_dir + "/pending.jsonl";
}

std::string last_run_path(const std::string& state_dir) {
  return state_dir + "/last-run.json";
}

std::string baselines_in(const std::string& state_dir) {
  return state_dir + "/base";
}

void apply_pending(const Pending& pending, const std::string& state_dir) {
  Application{state_dir}.apply(pending);
}

}  // namespace flk
