// SPDX-License-Identifier: GPL-3.0-or-later
// Where lines go that are no records, or not such as a tool takes.

#pragma once

#include <string_view>

#include <flock/record/record.hpp>

namespace flk {

class RejectSink {
 public:
  virtual ~RejectSink() = default;
  // `bytes` is the line without its LF; of an over-long one the beginning.
  virtual void reject(const LinePosition& position, std::string_view reason,
                      std::string_view bytes) = 0;
  // More of the line rejected last.
  virtual void reject_more(std::string_view bytes) = 0;

  void reject(const Record& record, std::string_view reason) {
    reject(record.position(), reason, record.bytes());
  }
};

}  // namespace flk
