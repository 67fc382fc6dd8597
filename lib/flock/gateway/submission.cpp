// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/gateway/submission.hpp>

#include <flock/gateway/json_truth.hpp>
#include <flock/record/time.hpp>

namespace flk {
namespace {

constexpr const char* kWrongHost =
    "does not contain the correct hostIdentifier";
constexpr const char* kGatewaysOwn = "is of a type that only the gateway makes";

bool is_blank(std::string_view line) {
  return line.find_first_not_of(" \t\r") == std::string_view::npos;
}

std::string item(std::size_t index, std::string_view fault) {
  return "Item " + std::to_string(index) + " " + std::string(fault);
}

}  // namespace

SubmissionReader::SubmissionReader(const SubmissionRules& rules,
                                   const User& user, const IdempotencyKey& key,
                                   Milliseconds now)
    : rules_(rules),
      user_(user),
      first_(key.first),
      now_(now),
      identity_(user.name, key.ledger),
      stamp_(user, now) {}

Submission SubmissionReader::read_lines(std::string_view body) {
  Submission submission;
  submission.batch.reserve(body.size() + body.size() / 2);
  RecordParser parser{rules_.max_line_bytes};
  std::size_t index = 0;
  while (!body.empty()) {
    const auto end = std::min(body.find('\n'), body.size());
    const auto line = body.substr(0, end);
    body.remove_prefix(std::min(end + 1, body.size()));
    if (is_blank(line)) continue;
    if (index == rules_.max_records) return too_many();
    const auto record = parser.parse(line);
    if (!record) {
      submission.rejected.push_back({index, parser.reason()});
    } else if (const auto* fault = fault_of(*record)) {
      submission.rejected.push_back({index, fault});
    } else {
      add(submission.batch, *record, line, index);
    }
    ++index;
  }
  return submission;
}

Submission SubmissionReader::read_array(std::string_view body) {
  JsonParser parser;
  const auto array = parser.parse(body);
  if (!array || is_falsy(*array)) return refused("Invalid JSON object");
  if (array->type() != JsonType::array) return refused("Data is not an array");
  Submission submission;
  submission.batch.reserve(body.size() + body.size() / 2);
  std::size_t index = 0;
  for (const auto element : array->elements()) {
    if (index == rules_.max_records) return too_many();
    if (element.type() != JsonType::object) {
      return refused(item(index, "is not an object"));
    }
    const Record record{element, {}};
    if (const auto* fault = fault_of(record)) {
      return refused(item(index, fault));
    }
    if (element.raw().size() > rules_.max_line_bytes) {
      return refused(item(index, "is longer than " +
                                     std::to_string(rules_.max_line_bytes) +
                                     " bytes"));
    }
    add(submission.batch, record, element.raw(), index);
    ++index;
  }
  return submission;
}

void SubmissionReader::add(RecordBatch& batch, const Record& record,
                           std::string_view received, std::size_t index) const {
  const auto time = record_time(record);
  batch.add(identity_.of(first_ + index, received),
            index_of(record, time, now_, rules_.plausible), time,
            [&](std::string& out) { stamp_.append_to(out, record, time); });
}

const char* SubmissionReader::fault_of(const Record& record) const {
  const auto host = record.find("hostIdentifier");
  if (!host || !host->equals(user_.name)) return kWrongHost;
  const auto type = record.find("type");
  if (type &&
      (type->equals(kUserRegistered) || type->equals(kUserAlreadyExists))) {
    return kGatewaysOwn;
  }
  return nullptr;
}

Submission SubmissionReader::too_many() const {
  auto submission = refused("A request must have at most " +
                            std::to_string(rules_.max_records) + " records");
  submission.status = 413;
  return submission;
}

Submission SubmissionReader::refused(std::string error) {
  Submission submission;
  submission.status = 400;
  submission.error = std::move(error);
  return submission;
}

}  // namespace flk
