// SPDX-License-Identifier: GPL-3.0-or-later
// process_open_sockets and listening_ports.

#include <sys/socket.h>

#include <flock/collect/sockets.hpp>
#include <flock/collect/tables/tables.hpp>

namespace flk {
namespace {

void generate_sockets(const TableContext& context, TableRows& rows) {
  for (const auto& socket : open_sockets(context)) {
    rows.add({{"pid", socket.pid},
              {"fd", socket.fd},
              {"socket", socket.inode},
              {"family", socket.family},
              {"protocol", socket.protocol},
              {"local_address", socket.local_address},
              {"remote_address", socket.remote_address},
              {"local_port", socket.local_port},
              {"remote_port", socket.remote_port},
              {"path", socket.path},
              {"state", socket.state},
              {"net_namespace", std::to_string(socket.net_namespace)}});
  }
}

void add_unix(const Socket& socket, TableRows& rows) {
  if (socket.path.empty()) return;  // nobody can connect to it by name
  rows.add({{"pid", socket.pid},
            {"port", 0},
            {"protocol", socket.protocol},
            {"family", socket.family},
            {"fd", socket.fd},
            {"socket", 0},
            {"path", socket.path},
            {"net_namespace", std::to_string(socket.net_namespace)}});
}

// As osquery sees it, whatever is connected to nothing listens.
void add_other(const Socket& socket, TableRows& rows) {
  const bool is_inet = socket.family == AF_INET || socket.family == AF_INET6;
  if (is_inet && socket.remote_port != 0) return;
  rows.add({{"pid", socket.pid},
            {"port", socket.local_port},
            {"protocol", socket.protocol},
            {"family", socket.family},
            {"address", socket.local_address},
            {"fd", socket.fd},
            {"socket", socket.inode},
            {"net_namespace", std::to_string(socket.net_namespace)}});
}

void generate_ports(const TableContext& context, TableRows& rows) {
  for (const auto& socket : open_sockets(context)) {
    socket.family == AF_UNIX ? add_unix(socket, rows) : add_other(socket, rows);
  }
}

}  // namespace

const Table kProcessOpenSocketsTable{"process_open_sockets",
                                     {{"pid", kInteger},
                                      {"fd", kBigint},
                                      {"socket", kBigint},
                                      {"family", kInteger},
                                      {"protocol", kInteger},
                                      {"local_address"},
                                      {"remote_address"},
                                      {"local_port", kInteger},
                                      {"remote_port", kInteger},
                                      {"path"},
                                      {"state"},
                                      {"net_namespace"}},
                                     {},
                                     generate_sockets};

const Table kListeningPortsTable{"listening_ports",
                                 {{"pid", kInteger},
                                  {"port", kInteger},
                                  {"protocol", kInteger},
                                  {"family", kInteger},
                                  {"address"},
                                  {"fd", kBigint},
                                  {"socket", kBigint},
                                  {"path"},
                                  {"net_namespace"}},
                                 {},
                                 generate_ports};

}  // namespace flk
