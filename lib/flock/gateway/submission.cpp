// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/gateway/submission.hpp>

#include <flock/base/json_text.hpp>
#include <flock/gateway/fast_sha256.hpp>
#include <flock/gateway/submission_text.hpp>
#include <flock/record/object_writer.hpp>
#include <flock/record/time.hpp>

namespace flk {

using namespace submission_detail;  // NOLINT: of this file's own header

namespace {

bool is_gateways_own(const Glance& glance) {
  return glance.type && (glance.type->equals(kUserRegistered) ||
                         glance.type->equals(kUserAlreadyExists));
}

// The predecessor's checks of its agent's log, in their order.
const char* fault_of_log(const JsonValue& log) {
  if (log.type() != JsonType::object) return kNoObject;
  const auto type = log.find("type");
  if (!type) return "does not contain a type field";
  if (!log.find("timestamp")) return "does not contain a timestamp field";
  const bool one_twig =
      type->equals("enable_twig") || type->equals("disable_twig");
  if (one_twig && !log.find("twig_id")) {
    return "is about a twig, but does not contain a twig_id field";
  }
  const bool twigs =
      type->equals("twigs_enabled") || type->equals("twigs_disabled");
  if (twigs && !log.find("twig_ids")) {
    return "is about twigs, but does not contain a twig_ids field";
  }
  return nullptr;
}

bool tells_os(const Glance& glance) {
  return glance.name && glance.name->equals("os_version") && glance.columns;
}

bool is_blank(std::string_view line) {
  return line.find_first_not_of(" \t\r") == std::string_view::npos;
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
  Submission submission{RecordBatch{user_.name}};
  submission.batch.reserve(body.size() + body.size() / 2);
  stamp_.expect_line_ends(body.find('\r') != std::string_view::npos);
  RecordParser parser{rules_.max_line_bytes};
  std::size_t index = 0;
  while (!body.empty()) {
    const auto end = std::min(body.find('\n'), body.size());
    const auto line = body.substr(0, end);
    body.remove_prefix(std::min(end + 1, body.size()));
    if (is_blank(line)) continue;
    if (index == rules_.max_records) return too_many();
    const auto record = parser.parse(line);
    if (record) {
      const Glance glance{*record};
      if (const auto* fault = fault_of(glance)) {
        submission.rejected.push_back({index, fault});
      } else {
        add(submission.batch, *record, glance, line, index);
      }
    } else {
      submission.rejected.push_back({index, parser.reason()});
    }
    ++index;
  }
  submission.taken = submission.batch.size();
  identify(submission.batch);
  return submission;
}

Submission SubmissionReader::read_logs(std::string_view body) {
  JsonParser parser;
  if (body.empty()) return refused(kNoArray);
  const auto array = parser.parse(body);
  if (!array) return refused(kInvalid);
  if (array->type() != JsonType::array) return refused(kNoArray);
  Submission submission{RecordBatch{user_.name}};
  std::size_t index = 0;
  for (const auto element : array->elements()) {
    if (index == rules_.max_records) return too_many();
    if (const auto* fault = fault_of_log(element)) {
      return refused(item(index, fault));
    }
    add_log(submission.batch, element, index);
    ++index;
  }
  submission.taken = index;
  identify(submission.batch);
  return submission;
}

void SubmissionReader::add_log(RecordBatch& batch, const JsonValue& log,
                               std::size_t index) {
  const Record given{log, {}};
  const Glance glance{given};
  if (!is_agent_record(glance) || is_gateways_own(glance)) return;
  std::string text;
  ObjectEdit edit;
  edit.set("hostIdentifier", json_string(user_.name)).append_to(text, log);
  JsonParser parser;
  if (const auto object = parser.parse(text)) {
    const Record record{*object, {}};
    add(batch, record, Glance{record}, log.raw(), index);
  }
}

void SubmissionReader::add(RecordBatch& batch, const Record& record,
                           const Glance& glance, std::string_view received,
                           std::size_t index) {
  const auto time = record_time(glance.unix_time, glance.timestamp);
  received_.push_back({first_ + index, received});
  batch.add(
      view(kNoId), index_name(glance, time), time, tells_os(glance),
      [&](std::string& out) { stamp_.append_to(out, record, glance, time); });
}

void SubmissionReader::identify(RecordBatch& batch) {
  const auto set = [&](std::size_t i, const Sha256Digest& digest) {
    batch.set_id(i, view(identity_.text_of(received_[i].number, digest)));
  };
  for (std::size_t i = 0; i < received_.size(); i += 2) {
    const bool two = i + 1 < received_.size();
    const auto [first, second] = fast_sha256(
        received_[i].bytes, two ? received_[i + 1].bytes : std::string_view());
    set(i, first);
    if (two) set(i + 1, second);
  }
  received_.clear();
}

const std::string& SubmissionReader::index_name(
    const Glance& glance, std::optional<Milliseconds> time) {
  const bool agent = is_agent_record(glance);
  if (last_index_.empty() || time != last_time_ || agent != last_is_agent_) {
    last_index_ = index_of(glance, time, now_, rules_.plausible);
    last_time_ = time;
    last_is_agent_ = agent;
  }
  return last_index_;
}

const char* SubmissionReader::fault_of(const Glance& glance) const {
  const auto& host = glance.host_identifier;
  if (!host || !host->equals(user_.name)) return kWrongHost;
  return is_gateways_own(glance) ? kGatewaysOwn : nullptr;
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
