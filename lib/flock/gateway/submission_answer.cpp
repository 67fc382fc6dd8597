// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/gateway/submission_answer.hpp>

#include <algorithm>

#include <flock/base/json_text.hpp>

namespace flk {
namespace {

std::string rejected_json(const std::vector<Submission::Rejected>& rejected) {
  std::string out = "[";
  for (const auto& [index, reason] : rejected) {
    if (out.size() > 1) out += ',';
    out += "{\"index\":" + std::to_string(index) +
           ",\"reason\":" + json_string(reason) + "}";
  }
  return out + "]";
}

}  // namespace

GatewayAnswer answer_to(const Submission& submission, bool lines) {
  std::string members =
      "\"processed_count\":" + std::to_string(submission.taken);
  if (lines) members += ",\"rejected\":" + rejected_json(submission.rejected);
  return success(members);
}

bool has_outcome(const std::vector<PutOutcome>& outcomes, PutOutcome wanted) {
  return std::find(outcomes.begin(), outcomes.end(), wanted) != outcomes.end();
}

void reject_too_long(Submission& submission,
                     const std::vector<PutOutcome>& outcomes) {
  if (!has_outcome(outcomes, PutOutcome::too_long)) return;
  const auto before = std::move(submission.rejected);
  submission.rejected.clear();
  auto next = before.begin();
  std::size_t index = 0;
  const auto pass_rejected = [&] {
    for (; next != before.end() && next->index == index; ++next, ++index) {
      submission.rejected.push_back(*next);
    }
  };
  for (const auto outcome : outcomes) {
    pass_rejected();
    if (outcome == PutOutcome::too_long) {
      submission.rejected.push_back({index, "longer than the store can take"});
      --submission.taken;
    }
    ++index;
  }
  pass_rejected();
}

}  // namespace flk
