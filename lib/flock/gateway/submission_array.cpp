// SPDX-License-Identifier: GPL-3.0-or-later
// The JSON arrays of the predecessor's agents: what they sent was taken by
// Python, and is sent again until it is taken here.

#include <flock/base/json_text.hpp>
#include <flock/gateway/json_truth.hpp>
#include <flock/gateway/python_json.hpp>
#include <flock/gateway/submission.hpp>
#include <flock/gateway/submission_text.hpp>
#include <flock/record/time.hpp>
#include <flock/store/refused.hpp>

namespace flk {

using namespace submission_detail;  // NOLINT: of this file's own header

Submission SubmissionReader::read_array(std::string_view body) {
  JsonParser parser;
  const auto array = parser.parse(body);
  if (!array) return read_python_array(body);
  if (is_falsy(*array)) return refused(kInvalid);
  if (array->type() != JsonType::array) return refused(kNoArray);
  Submission submission{RecordBatch{user_.name}};
  submission.batch.reserve(body.size() + body.size() / 2);
  std::size_t index = 0;
  for (const auto element : array->elements()) {
    if (index == rules_.max_records) return too_many();
    if (const auto* fault = add_element(submission.batch, element, index)) {
      return refused(item(index, fault));
    }
    ++index;
  }
  submission.taken = index;
  identify(submission.batch);
  return submission;
}

// Its agents send what Python writes and their server took. One such element
// would hold up the others for ever: they are sent again until they are taken.
Submission SubmissionReader::read_python_array(std::string_view body) {
  if (!is_python_array(body)) return refused(kInvalid);
  Submission submission{RecordBatch{user_.name}};
  PythonArray array{body};
  JsonParser parser;
  std::size_t index = 0;
  while (const auto text = array.next()) {
    if (index == rules_.max_records) return too_many();
    const auto element = parser.parse(*text);
    const auto* fault = element ? add_element(submission.batch, *element, index)
                                : add_unreadable(submission.batch, *text,
                                                 parser.error(), index);
    if (fault) return refused(item(index, fault));
    ++index;
  }
  submission.taken = index;
  identify(submission.batch);
  return submission;
}

const char* SubmissionReader::add_element(RecordBatch& batch,
                                          const JsonValue& element,
                                          std::size_t index) {
  if (element.type() != JsonType::object) return kNoObject;
  const Record record{element, {}};
  const Glance glance{record};
  if (const auto* fault = fault_of(glance)) return fault;
  if (element.raw().size() > rules_.max_line_bytes) {
    add_over_long(batch, record, index);
  } else {
    add(batch, record, glance, element.raw(), index);
  }
  return nullptr;
}

const char* SubmissionReader::add_unreadable(RecordBatch& batch,
                                             std::string_view text,
                                             const std::string& reason,
                                             std::size_t index) {
  if (!text.starts_with('{')) return kNoObject;
  JsonParser parser;
  const auto host = last_member(text, "hostIdentifier");
  const auto value = host ? parser.parse(*host) : std::nullopt;
  if (!value || !value->equals(user_.name)) return kWrongHost;
  const auto empty = parser.parse("{}");
  const Record record{*empty, {}};
  std::string members;
  stamp_.append_to(members, record, Glance{record}, std::nullopt);
  received_.push_back({first_ + index, text});
  batch.add(
      view(kNoId), kRefusedIndex, std::nullopt, false,
      [&](std::string& out) { out += refused_text(members, text, reason); });
  return nullptr;
}

// Refusing it would block the agent for ever: it sends the same rows until they
// are taken.
void SubmissionReader::add_over_long(RecordBatch& batch, const Record& record,
                                     std::size_t index) {
  std::string stamped;
  const Glance glance{record};
  const auto time = record_time(glance.unix_time, glance.timestamp);
  stamp_.append_to(stamped, record, glance, time);
  received_.push_back({first_ + index, record.object().raw()});
  batch.add(view(kNoId), kRefusedIndex, time, false, [&](std::string& out) {
    out += refused_record(
        stamped,
        "longer than " + std::to_string(rules_.max_line_bytes) + " bytes");
  });
}

}  // namespace flk
