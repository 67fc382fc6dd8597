// SPDX-License-Identifier: GPL-3.0-or-later
// The sockets of all processes, out of /proc: what process_open_sockets and
// listening_ports are made of.

#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <flock/collect/table_context.hpp>

namespace flk {

struct Socket {
  std::int64_t pid = -1;  // -1: of a process that may not be looked at
  std::int64_t fd = -1;
  std::int64_t inode = 0;
  int family = 0;
  std::int64_t protocol = 0;
  std::string local_address, remote_address;
  std::int64_t local_port = 0, remote_port = 0;
  std::string path;   // AF_UNIX; an abstract one begins with @
  std::string state;  // TCP's, or NONE for packet sockets
  std::int64_t net_namespace = 0;
};

// One for each process that holds the socket, with its lowest descriptor.
// osquery has one process for each socket, and so misses the shell behind an
// inherited one.
std::vector<Socket> open_sockets(const TableContext& context);

}  // namespace flk
