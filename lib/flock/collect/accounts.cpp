// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/collect/accounts.hpp>

#include <flock/collect/text_fields.hpp>

namespace flk {
namespace {

constexpr std::size_t kPasswdFields = 7;
constexpr std::size_t kGroupFields = 4;

}  // namespace

std::vector<Account> accounts(const TableContext& context) {
  std::vector<Account> out;
  const auto text = context.read("/etc/passwd").value_or("");
  for (const auto line : lines(text)) {
    const auto field = fields(line, ':');
    if (field.size() != kPasswdFields || line.starts_with('#')) continue;
    const auto uid = integer(field[2]);
    const auto gid = integer(field[3]);
    if (!uid || !gid) continue;
    out.push_back({std::string(field[0]), *uid, *gid, std::string(field[4]),
                   std::string(field[5]), std::string(field[6])});
  }
  return out;
}

std::vector<Account> asked_accounts(const TableContext& context) {
  const std::int64_t uid = context.wanted().value_or(context.uid());
  auto all = accounts(context);
  std::erase_if(all, [&](const Account& a) { return a.uid != uid; });
  return all;
}

std::map<std::int64_t, std::string> user_names(const TableContext& context) {
  std::map<std::int64_t, std::string> names;
  for (auto& account : accounts(context)) {
    names.try_emplace(account.uid, std::move(account.name));
  }
  return names;
}

std::map<std::int64_t, std::string> group_names(const TableContext& context) {
  std::map<std::int64_t, std::string> names;
  const auto text = context.read("/etc/group").value_or("");
  for (const auto line : lines(text)) {
    const auto field = fields(line, ':');
    if (field.size() != kGroupFields || line.starts_with('#')) continue;
    if (const auto gid = integer(field[2])) {
      names.try_emplace(*gid, field[0]);
    }
  }
  return names;
}

}  // namespace flk
