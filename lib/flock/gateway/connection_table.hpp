// SPDX-License-Identifier: GPL-3.0-or-later
// The connections that are open: so many, and no more than a part of them from
// one address. For several threads at once.

#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>

#include <flock/gateway/connection_host.hpp>

namespace flk::server_detail {

class ConnectionTable {
 public:
  ConnectionTable(std::size_t most, std::size_t most_of_one)
      : most_(most), most_of_one_(most_of_one) {}

  // Why there is no room for one more from `address`; nullptr: there is. Of an
  // empty address, a proxy's, there are as many as of all.
  const char* refusal(const std::string& address) const;
  void add(std::shared_ptr<ConnectionBase> connection,
           const std::string& address);
  // Nothing where it is not there.
  void remove(const std::shared_ptr<ConnectionBase>& connection);

  void drain_all() const;
  std::size_t size() const;

 private:
  std::size_t most_;
  std::size_t most_of_one_;
  mutable std::mutex mutex_;  // of what follows
  std::map<std::shared_ptr<ConnectionBase>, std::string> address_of_;
  std::unordered_map<std::string, std::size_t> by_address_;  // none with 0
};

}  // namespace flk::server_detail
