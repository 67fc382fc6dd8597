// SPDX-License-Identifier: GPL-3.0-or-later
// A stored record as flock-fetch gives it out: with flock.id and flock.index;
// one that the store refused for its shape as it came, with the gateway's
// members spliced in.

#pragma once

#include <string>

#include <flock/record/record.hpp>
#include <flock/store/store.hpp>

namespace flk {

class Presenter {
 public:
  Presenter();

  // The line, without LF. What is stored but is no record comes as it is.
  std::string present(const StoredRecord& stored);

 private:
  std::string with_place(std::string_view bytes, const StoredRecord& stored);

  RecordParser parser_;
};

}  // namespace flk
