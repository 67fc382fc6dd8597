// SPDX-License-Identifier: GPL-3.0-or-later
// The bodies of POST /submit and /submit_flock_logs, to records ready to store:
// JSON lines, answered record by record, or the JSON arrays of the
// predecessor's agents, all of which is checked before any of it is stored.

#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <flock/base/clock.hpp>
#include <flock/gateway/batch.hpp>
#include <flock/gateway/glance.hpp>
#include <flock/gateway/stamp.hpp>
#include <flock/record/identity.hpp>

namespace flk {

struct SubmissionRules {
  PlausibleTime plausible;
  std::size_t max_line_bytes = RecordParser::kDefaultMaxLineBytes;
  std::size_t max_records = 10000;  // of one request
};

struct Submission {
  struct Rejected {
    std::size_t index;  // of the record in the request, from 0
    std::string reason;
  };

  RecordBatch batch;
  std::size_t taken = 0;  // processed_count
  std::vector<Rejected> rejected = {};
  // The request as a whole is refused: status and text.
  int status = 200;
  std::string error = {};
};

class SubmissionReader {
 public:
  // `key` says the identities. All must outlive this.
  SubmissionReader(const SubmissionRules& rules, const User& user,
                   const IdempotencyKey& key, Milliseconds now);

  // Blank lines are no records.
  Submission read_lines(std::string_view body);
  Submission read_array(std::string_view body);
  // The agent's own log. An empty body is none at all; types that are no agent
  // record's are counted and dropped.
  Submission read_logs(std::string_view body);
  // The record at `index`, unchecked; its identity is over `received`.
  void add(RecordBatch& batch, const Record& record, std::string_view received,
           std::size_t index) {
    add(batch, record, Glance{record}, received, index);
    identify(batch);
  }

 private:
  // What an identity is made of.
  struct Received {
    std::uint64_t number;
    std::string_view bytes;
  };

  void add(RecordBatch& batch, const Record& record, const Glance& glance,
           std::string_view received, std::size_t index);
  Submission read_python_array(std::string_view body);
  // Why this one, of an array, is not taken; nullptr where it is.
  const char* add_element(RecordBatch& batch, const JsonValue& element,
                          std::size_t index);
  // The same of one that is no record for `reason`: kept as text where it is
  // the user's.
  const char* add_unreadable(RecordBatch& batch, std::string_view text,
                             const std::string& reason, std::size_t index);
  void add_over_long(RecordBatch& batch, const Record& record,
                     std::size_t index);
  void add_log(RecordBatch& batch, const JsonValue& log, std::size_t index);
  // Gives all of the batch their identities, two at a time.
  void identify(RecordBatch& batch);
  // index_of(); the last answer is kept, since many records of one request
  // have the same time.
  const std::string& index_name(const Glance& glance,
                                std::optional<Milliseconds> time);
  // Why it is not taken; nullptr where it is.
  const char* fault_of(const Glance& glance) const;
  Submission too_many() const;
  static Submission refused(std::string error);

  const SubmissionRules& rules_;
  const User& user_;
  std::uint64_t first_;
  Milliseconds now_;
  RecordIdentity identity_;
  Stamp stamp_;
  std::vector<Received> received_;  // of the records of the batch
  std::string last_index_;          // empty: none yet
  std::optional<Milliseconds> last_time_;
  bool last_is_agent_ = false;
};

}  // namespace flk
