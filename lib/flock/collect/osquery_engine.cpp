// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/collect/osquery_engine.hpp>

#include <algorithm>
#include <cstring>

#include <flock/base/error.hpp>
#include <flock/collect/json_tree.hpp>
#include <flock/collect/result_builder.hpp>
#include <flock/collect/run_program.hpp>
#include <flock/collect/text_fields.hpp>
#include <flock/record/json.hpp>

namespace flk {
namespace {

QueryResult failure(const std::string& reason) {
  QueryResult result;
  result.failure = reason;
  return result;
}

// Why osqueryi gave no rows; empty where it did.
std::string reason_of(const ProgramResult& run, const EngineOptions& options) {
  switch (run.end) {
    case ProgramEnd::timed_out:
      return "osqueryi was not done after " + format_duration(options.timeout);
    case ProgramEnd::too_much_output:
      return "osqueryi wrote more than " +
             std::to_string(options.max_result_bytes) + " bytes";
    case ProgramEnd::not_started:
      return std::string("cannot run osqueryi: ") + std::strerror(run.status);
    case ProgramEnd::signaled:
      return "osqueryi was killed by signal " + std::to_string(run.status);
    case ProgramEnd::exited:
      break;
  }
  if (run.status == 0) return {};
  const auto said = lines(run.error);
  return "osqueryi ended with status " + std::to_string(run.status) +
         (said.empty() ? "" : ": " + quoted(said[0], 400));
}

std::string text_of(const JsonValue& value) {
  if (value.is_string()) return value.decoded();
  if (value.type() == JsonType::null) return {};
  return std::string(value.raw());
}

// osqueryi's array of objects, whose members are the columns.
class Rows {
 public:
  explicit Rows(const EngineOptions& options) : result_(options) {}

  QueryResult read(const std::string& text) {
    JsonParser parser;
    const auto root = parser.parse(text);
    if (!root) return failure("osqueryi wrote no JSON: " + parser.error());
    if (root->type() != JsonType::array) {
      return failure("osqueryi wrote no array of rows");
    }
    for (const auto row : root->elements()) {
      if (columns_.empty()) set_columns(row);
      if (!take_values(row)) {
        return failure("osqueryi wrote rows with different columns");
      }
      if (!result_.add_row({values_.begin(), values_.end()})) break;
    }
    return result_.finish();
  }

 private:
  void set_columns(const JsonValue& row) {
    for (const auto member : row.members()) {
      columns_.push_back(member.key.decoded());
    }
    result_.set_columns(columns_);
  }

  bool take_values(const JsonValue& row) {
    values_.assign(columns_.size(), {});
    std::size_t next = 0;  // where the member is if all rows have one order
    for (const auto member : row.members()) {
      const auto found =
          next < columns_.size() && member.key.equals(columns_[next])
              ? columns_.begin() + static_cast<std::ptrdiff_t>(next)
              : std::find(columns_.begin(), columns_.end(),
                          member.key.decoded());
      if (found == columns_.end()) return false;
      next = static_cast<std::size_t>(found - columns_.begin());
      values_[next++] = text_of(member.value);
    }
    return !columns_.empty();
  }

  ResultBuilder result_;
  std::vector<std::string> columns_;
  std::vector<std::string> values_;
};

}  // namespace

const std::string& OsqueryEngine::name() const {
  static const std::string kName = "osquery";
  return kName;
}

QueryResult OsqueryEngine::query(const std::string& sql) {
  if (sql.find('\0') != std::string::npos) return failure("it has a NUL");
  // The space keeps SQL from being an option or one of the shell's commands,
  // which write files. The tables turned off send, or keep for sending.
  const auto run =
      run_program(osqueryi_,
                  {"--json", "--disable_events", "--disable_extensions",
                   "--disable_logging",
                   "--disable_tables=carves,curl,curl_certificate", " " + sql},
                  {options_.timeout, options_.max_result_bytes});
  if (auto reason = reason_of(run, options_); !reason.empty()) {
    return failure(reason);
  }
  return Rows{options_}.read(json_to_utf8(run.output));
}

}  // namespace flk
