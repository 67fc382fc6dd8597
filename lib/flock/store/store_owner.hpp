// SPDX-License-Identifier: GPL-3.0-or-later
// What root does to the embedded store it does as the owner of the folder that
// this lies in: SQLite makes files beside the store, and root's would be in the
// gateway's way. It still looks where only root may: systemd's DynamicUser=
// keeps the folder below /var/lib/private. As anybody else these do nothing.

#pragma once

#include <string>

namespace flk {

// For good. Throws Error.
void become_owner_of_store(const std::string& path);

// While it lives; not while other threads run.
class AsOwnerOfStore {
 public:
  // Gives that owner the folder `to` as well, to write to. Throws Error.
  AsOwnerOfStore(const std::string& path, const std::string& to);
  AsOwnerOfStore(const AsOwnerOfStore&) = delete;
  AsOwnerOfStore& operator=(const AsOwnerOfStore&) = delete;
  ~AsOwnerOfStore();

 private:
  bool changed_ = false;
};

}  // namespace flk
