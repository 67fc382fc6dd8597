// SPDX-License-Identifier: GPL-3.0-or-later
// processes: /proc/PID, proc(5).

#include <unistd.h>

#include <algorithm>
#include <string>

#include <flock/collect/table_context.hpp>
#include <flock/collect/tables/tables.hpp>
#include <flock/collect/text_fields.hpp>

namespace flk {
namespace {

constexpr std::size_t kMaxBytes = 1 << 20;  // of one file of a process
constexpr std::string_view kDeleted = " (deleted)";

// Ticks of the clock that /proc counts in.
std::int64_t ticks_per_second() {
  return std::max<std::int64_t>(::sysconf(_SC_CLK_TCK), 1);
}

class Process {
 public:
  Process(const TableContext& context, const std::string& pid)
      : context_(context),
        folder_("/proc/" + pid + "/"),
        stat_(read("stat")),
        status_(read("status")),
        io_(read("io")) {
    // The name, in parentheses, may itself hold spaces and parentheses.
    const auto name_end = stat_.rfind(')');
    if (name_end != std::string::npos) {
      numbers_ = words(std::string_view{stat_}.substr(name_end + 1));
    }
  }

  Process(const Process&) = delete;  // numbers_ are views of stat_
  Process& operator=(const Process&) = delete;

  // It may have ended meanwhile.
  bool is_there() const { return !status_.empty() && numbers_.size() > 19; }

  std::string read(const std::string& name) const {
    return context_.read(folder_ + name, kMaxBytes).value_or("");
  }
  std::string link(const std::string& name) const {
    return context_.link(folder_ + name).value_or("");
  }

  // stat's field behind the name, from 0: state, ppid, pgrp and so on.
  std::string_view number(std::size_t i) const { return numbers_[i]; }
  std::int64_t ticks(std::size_t i) const {
    return integer(numbers_[i]).value_or(0);
  }

  std::string_view status(std::string_view key) const {
    return member(status_, key);
  }
  Value io(std::string_view key) const { return integer(member(io_, key)); }

  // Real, effective and saved id: "Uid:	1000	1000	1000	1000".
  Value id(std::string_view key, std::size_t i) const {
    const auto ids = words(status(key));
    return i < ids.size() ? Value{ids[i]} : Value{};
  }

  // "VmRSS:	    1234 kB", in bytes; kernel threads have none.
  Value memory(std::string_view key) const {
    const auto parts = words(status(key));
    const auto kilobytes = parts.empty() ? std::nullopt : integer(parts[0]);
    return kilobytes ? Value{*kilobytes * 1024} : Value{};
  }

  std::string command_line() const {
    auto text = read("cmdline");
    std::replace(text.begin(), text.end(), '\0', ' ');
    return std::string(trimmed(text));
  }

  // The path of the first line, "0::/user.slice".
  std::string cgroup() const {
    const auto text = read("cgroup");
    const std::string_view line =
        std::string_view{text}.substr(0, text.find('\n'));
    const auto path = line.find(':', line.find(':') + 1);
    return path == std::string_view::npos ? ""
                                          : std::string(line.substr(path + 1));
  }

  // What the process runs; whether a file is there: 1, 0, or -1 for unknown.
  std::pair<std::string, int> executable() const {
    auto path = link("exe");
    if (path.empty()) return {path, -1};
    const auto file = context_.status(path);
    if (!path.ends_with(kDeleted)) return {path, file ? 1 : 0};
    // A file of that very name, or the mark of one that is gone?
    const auto running = context_.status(folder_ + "exe");
    if (file && running && file->st_ino == running->st_ino &&
        file->st_dev == running->st_dev) {
      return {path, 1};
    }
    path.resize(path.size() - kDeleted.size());
    return {path, 0};
  }

 private:
  static std::string_view member(const std::string& text,
                                 std::string_view key) {
    for (const auto line : words(text, "\n")) {
      const auto entry = key_value(line, ':');
      if (entry && entry->key == key) return entry->value;
    }
    return {};
  }

  const TableContext& context_;
  std::string folder_;
  std::string stat_, status_, io_;
  std::vector<std::string_view> numbers_;
};

// Seconds since the epoch, 0 where it is not known.
std::int64_t boot_time(const TableContext& context) {
  const auto text = context.read("/proc/stat").value_or("");
  for (const auto line : lines(text)) {
    const auto parts = words(line);
    if (parts.size() == 2 && parts[0] == "btime") {
      return integer(parts[1]).value_or(0);
    }
  }
  return 0;
}

Value bytes_written(const Process& process) {
  const auto written = process.io("write_bytes");
  const auto cancelled = process.io("cancelled_write_bytes");
  if (written.number() == nullptr || cancelled.number() == nullptr) return {};
  return *written.number() - *cancelled.number();
}

void add_process(const std::string& pid, std::int64_t booted,
                 const TableContext& context, TableRows& rows) {
  const Process process{context, pid};
  if (!process.is_there()) return;
  const auto second = ticks_per_second();
  const auto [path, on_disk] = process.executable();
  rows.add(
      {{"pid", pid},
       {"name", process.status("Name")},
       {"path", path},
       {"cmdline", process.command_line()},
       {"state", process.number(0)},
       {"cwd", process.link("cwd")},
       {"root", process.link("root")},
       {"uid", process.id("Uid", 0)},
       {"gid", process.id("Gid", 0)},
       {"euid", process.id("Uid", 1)},
       {"egid", process.id("Gid", 1)},
       {"suid", process.id("Uid", 2)},
       {"sgid", process.id("Gid", 2)},
       {"on_disk", on_disk},
       {"wired_size", 0},
       {"resident_size", process.memory("VmRSS")},
       {"total_size", process.memory("VmSize")},
       {"user_time", process.ticks(11) * 1000 / second},
       {"system_time", process.ticks(12) * 1000 / second},
       {"disk_bytes_read", process.io("read_bytes")},
       {"disk_bytes_written", bytes_written(process)},
       {"start_time", booted == 0 ? -1 : booted + process.ticks(19) / second},
       {"parent", process.number(1)},
       {"pgroup", process.number(2)},
       {"threads", process.number(17)},
       {"nice", process.number(16)},
       {"cgroup_path", process.cgroup()}});
}

void generate(const TableContext& context, TableRows& rows) {
  const auto booted = boot_time(context);
  for (const auto& name : context.names("/proc")) {
    if (integer(name)) add_process(name, booted, context, rows);
  }
}

}  // namespace

const Table kProcessesTable{"processes",
                            {{"pid", kBigint},
                             {"name"},
                             {"path"},
                             {"cmdline"},
                             {"state"},
                             {"cwd"},
                             {"root"},
                             {"uid", kBigint},
                             {"gid", kBigint},
                             {"euid", kBigint},
                             {"egid", kBigint},
                             {"suid", kBigint},
                             {"sgid", kBigint},
                             {"on_disk", kInteger},
                             {"wired_size", kBigint},
                             {"resident_size", kBigint},
                             {"total_size", kBigint},
                             {"user_time", kBigint},
                             {"system_time", kBigint},
                             {"disk_bytes_read", kBigint},
                             {"disk_bytes_written", kBigint},
                             {"start_time", kBigint},
                             {"parent", kBigint},
                             {"pgroup", kBigint},
                             {"threads", kInteger},
                             {"nice", kInteger},
                             {"cgroup_path"}},
                            {},
                            generate};

}  // namespace flk
