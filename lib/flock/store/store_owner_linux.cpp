// SPDX-License-Identifier: GPL-3.0-or-later
// See capabilities(7), "Effect of user ID changes on capabilities".

#include <grp.h>
#include <linux/capability.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <optional>

#include <flock/base/error.hpp>
#include <flock/base/file.hpp>
#include <flock/store/store_owner.hpp>

namespace flk {
namespace {

struct Owner {
  uid_t user;
  gid_t group;
};

// None where nothing is to be changed.
std::optional<Owner> other_owner(const std::string& path) {
  struct stat folder {};
  if (::geteuid() != 0 || ::stat(directory_of(path).c_str(), &folder) != 0 ||
      folder.st_uid == 0) {
    return std::nullopt;
  }
  return Owner{folder.st_uid, folder.st_gid};
}

[[noreturn]] void cannot_become(const std::string& path) {
  throw_errno(ErrorKind::config,
              "cannot become the owner of store " + quoted(path));
}

constexpr std::uint32_t bit(unsigned capability) { return 1u << capability; }

// Gives back, of what root could, that it looks into every folder. Where it has
// lost that before, as in some containers, nothing is lost here.
void keep_looking(bool for_good) {
  __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
  __user_cap_data_struct data[_LINUX_CAPABILITY_U32S_3]{};
  if (::syscall(SYS_capget, &header, data) != 0) return;
  auto kept = data[0].permitted & bit(CAP_DAC_READ_SEARCH);
  if (kept == 0) kept = data[0].permitted & bit(CAP_DAC_OVERRIDE);
  data[0].effective = kept;
  data[1].effective = 0;
  if (for_good) {
    data[0].permitted = kept;
    data[1].permitted = 0;
  }
  ::syscall(SYS_capset, &header, data);
}

}  // namespace

void become_owner_of_store(const std::string& path) {
  const auto owner = other_owner(path);
  if (!owner) return;
  const auto [user, group] = *owner;
  if (::prctl(PR_SET_KEEPCAPS, 1, 0, 0, 0) != 0 ||
      ::setgroups(0, nullptr) != 0 || ::setresgid(group, group, group) != 0 ||
      ::setresuid(user, user, user) != 0) {
    cannot_become(path);
  }
  keep_looking(true);
}

AsOwnerOfStore::AsOwnerOfStore(const std::string& path, const std::string& to) {
  const auto owner = other_owner(path);
  if (!owner) return;
  const auto [user, group] = *owner;
  if (::lchown(to.c_str(), user, group) != 0 || ::setegid(group) != 0) {
    cannot_become(path);
  }
  changed_ = true;
  if (::seteuid(user) != 0) {
    ::setegid(0);
    cannot_become(path);
  }
  keep_looking(false);
}

AsOwnerOfStore::~AsOwnerOfStore() {
  if (!changed_) return;
  if (::seteuid(0) != 0 || ::setegid(0) != 0) ::_exit(70);
}

}  // namespace flk
