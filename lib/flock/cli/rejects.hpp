// SPDX-License-Identifier: GPL-3.0-or-later
// Rejected lines as a tool reports them: with --rejects FILE appended to it,
// verbatim; without, the first ten are named on standard error, then counted.

#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include <flock/base/fd.hpp>
#include <flock/base/log.hpp>
#include <flock/record/reject.hpp>

namespace flk {

class Rejects : public RejectSink {
 public:
  // `file` is a path or empty; it is opened at once (made with mode 0600).
  // Throws Error (config) where it is there already and others can read it.
  // `log` must outlive this.
  Rejects(const std::string& file, Log& log);

  using RejectSink::reject;
  void reject(const LinePosition& position, std::string_view reason,
              std::string_view bytes) override;
  void reject_more(std::string_view bytes) override;

  std::uint64_t count() const { return count_; }
  // Ends the last line of the file and says how many were not named.
  void finish();

 private:
  void write(std::string_view bytes);

  Log& log_;
  std::string path_;
  Fd file_;
  bool line_open_ = false;
  std::uint64_t count_ = 0;
};

}  // namespace flk
