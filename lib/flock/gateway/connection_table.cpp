// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/gateway/connection_table.hpp>

#include <utility>

namespace flk::server_detail {

const char* ConnectionTable::refusal(const std::string& address) const {
  const std::lock_guard lock{mutex_};
  if (address_of_.size() >= most_) return "there are too many connections";
  const auto found = by_address_.find(address);
  if (found != by_address_.end() && found->second >= most_of_one_) {
    return "there are too many connections of one address";
  }
  return nullptr;
}

void ConnectionTable::add(std::shared_ptr<ConnectionBase> connection,
                          const std::string& address) {
  const std::lock_guard lock{mutex_};
  address_of_.emplace(std::move(connection), address);
  if (!address.empty()) ++by_address_[address];
}

void ConnectionTable::remove(
    const std::shared_ptr<ConnectionBase>& connection) {
  const std::lock_guard lock{mutex_};
  const auto found = address_of_.find(connection);
  if (found == address_of_.end()) return;
  const auto counter = by_address_.find(found->second);
  if (counter != by_address_.end() && --counter->second == 0) {
    by_address_.erase(counter);
  }
  address_of_.erase(found);
}

void ConnectionTable::drain_all() const {
  const std::lock_guard lock{mutex_};
  for (const auto& [connection, address] : address_of_) connection->drain();
}

std::size_t ConnectionTable::size() const {
  const std::lock_guard lock{mutex_};
  return address_of_.size();
}

}  // namespace flk::server_detail
