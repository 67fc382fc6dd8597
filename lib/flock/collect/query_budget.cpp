// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/collect/query_budget.hpp>

namespace flk {

QueryBudget::QueryBudget(const EngineOptions& options)
    : options_(options),
      deadline_(std::chrono::steady_clock::now() + options.timeout) {}

std::string QueryBudget::exceeded() const {
  if (std::chrono::steady_clock::now() >= deadline_) {
    return "not done after " + format_duration(options_.timeout);
  }
  return table_bytes_ > options_.max_work_bytes ? out_of_memory() : "";
}

std::string QueryBudget::out_of_memory() const {
  return "it needs more than " + std::to_string(options_.max_work_bytes) +
         " bytes of memory";
}

void QueryBudget::check() const {
  if (auto reason = exceeded(); !reason.empty()) {
    throw QueryStopped{std::move(reason)};
  }
}

void QueryBudget::take(std::size_t bytes) {
  table_bytes_ += bytes;
  check();
}

}  // namespace flk
