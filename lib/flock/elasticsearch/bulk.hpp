// SPDX-License-Identifier: GPL-3.0-or-later
// The _bulk API of Elasticsearch and OpenSearch: requests of op type create,
// and the answer, item by item.

#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace flk {

// Of the answer, what is needed of it.
inline constexpr std::string_view kBulkPath =
    "/_bulk?filter_path=items.*.status,items.*.error.type,items.*.error.reason,"
    "error.type";
inline constexpr std::string_view kBulkType = "application/x-ndjson";

// Appends one document: never put over one that is there. `document` is one
// line.
void append_create(std::string& body, std::string_view index,
                   std::string_view id, std::string_view document);

// Appends one deletion.
void append_delete(std::string& body, std::string_view index,
                   std::string_view id);

struct BulkItem {
  int status = 0;      // as of an HTTP answer of its own
  std::string type;    // of the error, mapper_parsing_exception say
  std::string reason;  // may quote the document
};

// nullopt where `answer` is not one to `count` documents.
std::optional<std::vector<BulkItem>> parse_bulk_answer(std::string_view answer,
                                                       std::size_t count);

// The error's type in a whole request's answer; empty where there is none.
std::string error_type(std::string_view answer);

}  // namespace flk
