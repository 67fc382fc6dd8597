// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/store/elastic_store.hpp>

#include <algorithm>
#include <array>
#include <chrono>
#include <iterator>

#include <flock/base/error.hpp>
#include <flock/base/utf8.hpp>
#include <flock/elasticsearch/bulk.hpp>
#include <flock/store/elastic_records.hpp>
#include <flock/store/elastic_scan.hpp>

namespace flk {
namespace {

// Errors of status 400 that are the index's or the cluster's, not the
// document's.
constexpr std::array<std::string_view, 3> kNotTheDocument{
    "index_closed_exception", "invalid_index_name_exception",
    "validation_exception"};

PutResult result_of(const BulkItem& item) {
  constexpr std::size_t kMaxReason = 1000;
  if (item.status == 200 || item.status == 201) {
    return {PutOutcome::stored, {}};
  }
  if (item.status == 409) return {PutOutcome::already_there, {}};
  const bool document =
      item.status == 400 &&
      std::find(kNotTheDocument.begin(), kNotTheDocument.end(), item.type) ==
          kNotTheDocument.end();
  if (!document) {
    return {PutOutcome::unavailable, "the engine answers " +
                                         std::to_string(item.status) + " " +
                                         quoted(item.type)};
  }
  const auto reason = item.type + ": " + item.reason;
  return {PutOutcome::refused, std::string(utf8_prefix(reason, kMaxReason))};
}

std::vector<PutResult> all(std::size_t count, PutOutcome outcome,
                           const std::string& reason) {
  return {count, {outcome, reason}};
}

// What a bulk request that was refused as a whole means. Whether the engine
// will not have us, cannot now or must be set up first: that is no record's
// doing.
PutOutcome outcome_of_whole(int status) {
  constexpr std::array<int, 5> kNoRecordsDoing{401, 403, 404, 408, 429};
  const bool records = status >= 400 && status < 500 &&
                       std::find(kNoRecordsDoing.begin(), kNoRecordsDoing.end(),
                                 status) == kNoRecordsDoing.end();
  return records ? PutOutcome::refused_together : PutOutcome::unavailable;
}

// What a bulk request says of each record beside its bytes, about.
constexpr std::size_t kActionBytes = 100;

}  // namespace

ElasticStore::ElasticStore(const ElasticOptions& options, Clock& clock)
    : client_(options), users_(client_, clock) {}

std::vector<PutResult> ElasticStore::put(std::span<const NewRecord> records) {
  std::vector<PutResult> results;
  results.reserve(records.size());
  while (!records.empty()) {
    const auto most = size_.bytes();
    std::size_t count = 0;
    std::size_t bytes = 0;
    do {
      bytes += records[count].bytes.size() + kActionBytes;
      ++count;
    } while (count < records.size() &&
             bytes + records[count].bytes.size() + kActionBytes <= most);
    auto some = put_some(records.first(count));
    std::move(some.begin(), some.end(), std::back_inserter(results));
    records = records.subspan(count);
  }
  return results;
}

std::vector<PutResult> ElasticStore::put_some(
    std::span<const NewRecord> records) {
  std::string body;
  for (const auto& record : records) {
    append_create(body, record.index, record.id, record.bytes);
  }
  const auto began = std::chrono::steady_clock::now();
  const auto answer =
      client_.try_send("POST", std::string(kBulkPath), body, kBulkType);
  if (answer.failure != HttpFailure::none) {
    return all(records.size(), PutOutcome::unavailable, answer.reason);
  }
  if (answer.status == 413) return put_shorter(records, body.size());
  const auto items = answer.status == 200
                         ? parse_bulk_answer(answer.body, records.size())
                         : std::nullopt;
  if (!items) {
    return all(records.size(), outcome_of_whole(answer.status),
               "the engine answers " + std::to_string(answer.status) + " " +
                   quoted(error_type(answer.body)));
  }
  size_.answered(body.size(), std::chrono::duration_cast<Milliseconds>(
                                  std::chrono::steady_clock::now() - began));
  std::vector<PutResult> results;
  results.reserve(records.size());
  for (const auto& item : *items) results.push_back(result_of(item));
  return results;
}

std::vector<PutResult> ElasticStore::put_shorter(
    std::span<const NewRecord> records, std::size_t bytes) {
  size_.too_long(bytes);
  if (records.size() == 1) {
    return all(
        1, PutOutcome::too_long,
        "the engine takes no request of " + std::to_string(bytes) + " bytes");
  }
  const auto half = records.size() / 2;
  auto results = put(records.first(half));
  auto others = put(records.subspan(half));
  std::move(others.begin(), others.end(), std::back_inserter(results));
  return results;
}

std::optional<std::string> ElasticStore::fault() {
  try {
    client_.check(client_.probe("/"));
    return std::nullopt;
  } catch (const Error& error) {
    return error.what();
  }
}

void ElasticStore::scan(const ScanFilter& filter, const RecordVisitor& visit) {
  scan_engine(client_, filter, visit);
}

std::map<std::string, UserActivity> ElasticStore::activity(
    const std::vector<std::string>& users) {
  if (!users.empty()) return engine_activity(client_, users);
  std::vector<std::string> all_users;
  users_.each_user([&](const User& user) { all_users.push_back(user.name); });
  return engine_activity(client_, all_users);
}

std::uint64_t ElasticStore::delete_records_of(const std::string& user) {
  return delete_from_engine(client_, user);
}

std::uint64_t ElasticStore::prune(Milliseconds before) {
  return prune_engine(client_, before);
}

}  // namespace flk
