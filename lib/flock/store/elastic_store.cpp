// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/store/elastic_store.hpp>

#include <algorithm>
#include <array>

#include <flock/base/error.hpp>
#include <flock/base/utf8.hpp>
#include <flock/elasticsearch/bulk.hpp>
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

std::vector<PutResult> all_unavailable(std::size_t count,
                                       const std::string& reason) {
  return {count, {PutOutcome::unavailable, reason}};
}

}  // namespace

ElasticStore::ElasticStore(const ElasticOptions& options)
    : client_(options), users_(client_) {}

std::vector<PutResult> ElasticStore::put(std::span<const NewRecord> records) {
  std::string body;
  for (const auto& record : records) {
    append_create(body, record.index, record.id, record.bytes);
  }
  const auto answer =
      client_.try_send("POST", std::string(kBulkPath), body, kBulkType);
  if (answer.failure != HttpFailure::none) {
    return all_unavailable(records.size(), answer.reason);
  }
  const auto items = answer.status == 200
                         ? parse_bulk_answer(answer.body, records.size())
                         : std::nullopt;
  if (!items) {
    return all_unavailable(
        records.size(), "the engine answers " + std::to_string(answer.status) +
                            " " + quoted(error_type(answer.body)));
  }
  std::vector<PutResult> results;
  results.reserve(records.size());
  for (const auto& item : *items) results.push_back(result_of(item));
  return results;
}

std::optional<std::string> ElasticStore::fault() {
  try {
    client_.is_opensearch();
    return std::nullopt;
  } catch (const Error& error) {
    return error.what();
  }
}

void ElasticStore::scan(const ScanFilter& filter, const RecordVisitor& visit) {
  scan_engine(client_, filter, visit);
}

}  // namespace flk
