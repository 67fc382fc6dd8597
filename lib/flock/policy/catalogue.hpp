// SPDX-License-Identifier: GPL-3.0-or-later
// The twigs that could be asked, flock-catalogue(5): named osquery queries in
// the format of osquery's packs.

#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <flock/base/clock.hpp>

namespace flk {

struct Twig {
  std::string id;       // a-z A-Z 0-9 _ - ; names a file, so nothing else
  std::string title;    // the pack's "description"
  std::string purpose;  // the pack's "value": why it is asked
  std::string sql;
  Seconds interval{3600};
  std::vector<std::string> platforms;  // "linux", "darwin"; sorted
  bool per_user = false;  // rows belong to accounts, by their column uid

  bool runs_on(std::string_view platform) const;
};

class Catalogue {
 public:
  // The built-in one, in the order that people see it.
  static Catalogue built_in();

  // Adds a pack. Throws Error (config) naming `source` and the query where it
  // is no pack, or has a twig that is there already.
  void add_pack(std::string_view json, const std::string& source);

  // Adds every *.json of `directory`, by name; one that is missing is empty.
  void add_directory(const std::string& directory);

  const std::vector<Twig>& twigs() const { return twigs_; }
  const Twig* find(std::string_view id) const;  // nullptr where there is none

 private:
  std::vector<Twig> twigs_;
};

}  // namespace flk
