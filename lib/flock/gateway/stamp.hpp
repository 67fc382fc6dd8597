// SPDX-License-Identifier: GPL-3.0-or-later
// What the gateway does to a record: its members set by splicing, and the index
// chosen. flock-record(5), THE GATEWAY'S MEMBERS and INDEX.

#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <flock/base/clock.hpp>
#include <flock/gateway/glance.hpp>
#include <flock/record/record.hpp>
#include <flock/store/user.hpp>

namespace flk {

// How far a record's time may be from the clock's to choose an index.
struct PlausibleTime {
  Milliseconds max_past = std::chrono::hours{24 * 400};
  Milliseconds max_future = std::chrono::hours{24};
};

std::string index_of(const Glance& glance, std::optional<Milliseconds> time,
                     Milliseconds now, const PlausibleTime& plausible);

// The types of the agent records that the gateway itself makes.
inline constexpr std::string_view kUserRegistered = "user_registered";
inline constexpr std::string_view kUserAlreadyExists = "user_already_exists";

// The members for all records of one request. Not for several threads at once.
class Stamp {
 public:
  Stamp(const User& user, Milliseconds now);

  // Whether records may have CR and LF between tokens; else nothing looks for
  // them.
  void expect_line_ends(bool any) { line_ends_ = any; }

  // Appends the record's object with the members put last, instead of any given
  // ones; everything else keeps its bytes, but for CR and LF between tokens,
  // which become spaces.
  void append_to(std::string& out, const Record& record, const Glance& glance,
                 std::optional<Milliseconds> time) const;

 private:
  // The last time is the record's where it is `timed`.
  void append_edited(std::string& out, const Record& record, bool timed) const;

  // What follows is kept of the last time, since many records of one request
  // have the same.
  void keep_timestamp(Milliseconds time) const;

  bool line_ends_ = true;
  mutable std::optional<Milliseconds> last_time_;
  mutable std::string last_timestamp_;  // JSON text
  mutable std::string last_member_;     // with key and a comma in front
  std::string username_;                // JSON text, as the next two
  std::string user_name_;
  std::string ingested_;
  std::string members_;  // the three, with keys and a comma in front
};

}  // namespace flk
