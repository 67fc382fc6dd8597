// SPDX-License-Identifier: GPL-3.0-or-later
// Opens the sealed values of records: flock-redact(1), open.

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <flock/policy/rule_seal.hpp>
#include <flock/record/record.hpp>

namespace flk {

class RecordOpener {
 public:
  explicit RecordOpener(SealKeyPair keys) : opener_(std::move(keys)) {}

  // The record, without LF, with the values that are sealed to our key opened;
  // what is not keeps its bytes. stream, seq, prev and sig go where a value
  // was opened. nullopt, with reason(), where one is damaged or was sealed for
  // another place: then nothing in the record is to be believed.
  std::optional<std::string> open(const Record& record);
  const std::string& reason() const { return reason_; }

  std::uint64_t opened() const { return opened_; }
  // Values that are sealed to other keys, and stay so.
  std::uint64_t others() const { return others_; }

 private:
  bool open_rows(const JsonValue& rows, ValuePlace place, std::string& out);
  bool open_batch(const JsonValue& batch, ValuePlace place, std::string& out);
  bool open_row(const JsonValue& row, ValuePlace place, std::string& out);
  bool open_value(const JsonValue& value, const ValuePlace& place,
                  std::string& out);

  SealOpener opener_;
  std::string reason_;
  std::uint64_t opened_ = 0;
  std::uint64_t others_ = 0;
};

}  // namespace flk
