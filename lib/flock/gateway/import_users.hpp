// SPDX-License-Identifier: GPL-3.0-or-later
// The predecessor's users: documents of its index `user`, with tokens in the
// clear, which are stored hashed.

#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include <flock/base/clock.hpp>
#include <flock/store/store.hpp>

namespace flk {

struct PredecessorUsers {
  std::vector<User> users;            // each name once
  std::vector<std::string> rejected;  // why each other document is left out
  // Which users the predecessor took for one another, by a word that their
  // names share (defect G2): a token of one was good for the other.
  std::vector<std::string> loose;
};

// `text` is one search's answer, or JSON lines: hits, or documents. Of several
// of one name the newest counts; one that does not say when it was made is the
// oldest, and alone was made `now`. Throws Error (config) where it is none.
PredecessorUsers read_predecessor_users(std::string_view text,
                                        Milliseconds now);

}  // namespace flk
