// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/collect/sockets.hpp>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <array>
#include <cstring>
#include <map>
#include <set>

#include <flock/collect/text_fields.hpp>

namespace flk {
namespace {

constexpr std::size_t kMaxBytes = 64 << 20;  // of one of the kernel's lists

struct Protocol {
  int number;
  const char* file;
};

constexpr std::array kProtocols{
    Protocol{IPPROTO_ICMP, "icmp"}, Protocol{IPPROTO_TCP, "tcp"},
    Protocol{IPPROTO_UDP, "udp"}, Protocol{IPPROTO_UDPLITE, "udplite"},
    Protocol{IPPROTO_RAW, "raw"}};

// include/net/tcp_states.h, from 1.
constexpr std::array<std::string_view, 12> kTcpStates{
    "UNKNOWN",    "ESTABLISHED", "SYN_SENT",  "SYN_RECV",
    "FIN_WAIT1",  "FIN_WAIT2",   "TIME_WAIT", "CLOSED",
    "CLOSE_WAIT", "LAST_ACK",    "LISTEN",    "CLOSING"};

// Each 32 bits of an address are printed as the number they make on this
// machine.
std::string address(std::string_view hex, int family) {
  const std::size_t length = family == AF_INET ? 4 : 16;
  if (hex.size() != 2 * length) return {};
  std::array<unsigned char, 16> bytes{};
  for (std::size_t i = 0; i < length; i += 4) {
    const auto number = integer(hex.substr(2 * i, 8), 16);
    if (!number) return {};
    const auto word = static_cast<std::uint32_t>(*number);
    std::memcpy(bytes.data() + i, &word, sizeof word);
  }
  char text[INET6_ADDRSTRLEN];
  return ::inet_ntop(family, bytes.data(), text, sizeof text) == nullptr ? ""
                                                                         : text;
}

std::int64_t hex_number(std::string_view text) {
  return integer(text, 16).value_or(0);
}

// A line of /proc/net/tcp and the like; false for the heading.
bool read_inet(std::string_view line, Socket& socket) {
  const auto field = words(line, " ");
  if (field.size() < 10 || field[0] == "sl") return false;
  const auto local = key_value(field[1], ':');
  const auto remote = key_value(field[2], ':');
  const auto inode = integer(field[9]);
  if (!local || !remote || !inode) return false;
  socket.inode = *inode;
  socket.local_address = address(local->key, socket.family);
  socket.local_port = hex_number(local->value);
  socket.remote_address = address(remote->key, socket.family);
  socket.remote_port = hex_number(remote->value);
  if (socket.protocol == IPPROTO_TCP) {
    const auto state = static_cast<std::size_t>(hex_number(field[3]));
    socket.state = kTcpStates[state < kTcpStates.size() ? state : 0];
  }
  return true;
}

// "NUM: REFS PROTOCOL FLAGS TYPE STATE INODE [PATH]"; a path may have spaces.
bool read_unix(std::string_view line, Socket& socket) {
  const auto field = words(line, " ");
  const auto inode = field.size() < 7 ? std::nullopt : integer(field[6]);
  if (!inode) return false;
  socket.inode = *inode;
  socket.protocol = hex_number(field[2]);
  if (field.size() > 7) {
    socket.path =
        line.substr(static_cast<std::size_t>(field[7].data() - line.data()));
  }
  return true;
}

// "SK REFS TYPE PROTOCOL INTERFACE RUNNING RMEM USER INODE".
bool read_packet(std::string_view line, Socket& socket) {
  const auto field = words(line, " ");
  const auto inode = field.size() < 9 ? std::nullopt : integer(field[8]);
  if (!inode) return false;
  socket.inode = *inode;
  socket.protocol = hex_number(field[3]);
  socket.state = "NONE";
  return true;
}

using ReadLine = bool (*)(std::string_view, Socket&);

struct Holder {
  std::int64_t pid;
  std::int64_t fd;
};

class Sockets {
 public:
  explicit Sockets(const TableContext& context) : context_(context) {}

  std::vector<Socket> all() {
    for (const auto& name : context_.names("/proc")) {
      if (const auto pid = integer(name)) {
        note_descriptors(*pid);
        read_namespace_of(*pid);
      }
    }
    return with_holders();
  }

 private:
  void note_descriptors(std::int64_t pid) {
    const auto folder = "/proc/" + std::to_string(pid) + "/fd/";
    std::map<std::int64_t, std::int64_t> lowest;  // inode to descriptor
    for (const auto& name : context_.names(folder)) {
      const auto fd = integer(name);
      const auto inode = inode_of(context_.link(folder + name), "socket:[");
      if (!fd || !inode) continue;
      const auto [entry, is_new] = lowest.try_emplace(*inode, *fd);
      if (!is_new) entry->second = std::min(entry->second, *fd);
    }
    for (const auto& [inode, fd] : lowest) {
      holders_[inode].push_back({pid, fd});
    }
  }

  // The lists of a network are the same for all processes in it.
  void read_namespace_of(std::int64_t pid) {
    const auto folder = "/proc/" + std::to_string(pid);
    const auto space = inode_of(context_.link(folder + "/ns/net"), "net:[");
    if (!space || !namespaces_.insert(*space).second) return;
    const auto net = folder + "/net/";
    for (const auto& protocol : kProtocols) {
      Socket socket;
      socket.net_namespace = *space;
      socket.protocol = protocol.number;
      socket.family = AF_INET;
      read_list(net + protocol.file, socket, read_inet);
      socket.family = AF_INET6;
      read_list(net + protocol.file + "6", socket, read_inet);
    }
    Socket socket;
    socket.net_namespace = *space;
    socket.family = AF_UNIX;
    read_list(net + "unix", socket, read_unix);
    socket.family = AF_PACKET;
    read_list(net + "packet", socket, read_packet);
  }

  void read_list(const std::string& path, const Socket& common,
                 ReadLine read_line) {
    const auto text = context_.read(path, kMaxBytes).value_or("");
    for (const auto line : lines(text)) {
      Socket socket = common;
      if (read_line(line, socket)) found_.push_back(std::move(socket));
    }
  }

  // The number in "socket:[NUMBER]".
  static std::optional<std::int64_t> inode_of(
      const std::optional<std::string>& link, std::string_view prefix) {
    if (!link || !link->starts_with(prefix) || !link->ends_with(']')) {
      return std::nullopt;
    }
    const std::string_view text = *link;
    return integer(text.substr(prefix.size(), text.size() - prefix.size() - 1));
  }

  std::vector<Socket> with_holders() const {
    std::vector<Socket> out;
    for (const auto& socket : found_) {
      const auto holders = holders_.find(socket.inode);
      if (holders == holders_.end()) {
        out.push_back(socket);
        continue;
      }
      for (const auto& holder : holders->second) {
        out.push_back(socket);
        out.back().pid = holder.pid;
        out.back().fd = holder.fd;
      }
    }
    return out;
  }

  const TableContext& context_;
  std::map<std::int64_t, std::vector<Holder>> holders_;  // by inode
  std::set<std::int64_t> namespaces_;
  std::vector<Socket> found_;
};

}  // namespace

std::vector<Socket> open_sockets(const TableContext& context) {
  return Sockets{context}.all();
}

}  // namespace flk
