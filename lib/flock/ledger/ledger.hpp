// SPDX-License-Identifier: GPL-3.0-or-later
// The ledger of a laptop, flock-ledger(5): opening it, and what it says. What
// writes to it is appender.hpp, outbox.hpp and withdraw.hpp.

#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <flock/base/clock.hpp>
#include <flock/base/fd.hpp>
#include <flock/base/random.hpp>
#include <flock/ledger/refused_run.hpp>
#include <flock/signature/signer.hpp>

namespace flk {

// Where a ledger is, and on what machine.
struct LedgerPlace {
  std::string state_dir;
  // The machine's id; nullopt where it has none: no check.
  std::optional<std::string> machine_id;

  static LedgerPlace on_this_machine(std::string state_dir);
};

// What the segments say, read on from the checkpoint.
struct LedgerState {
  std::uint64_t records = 0;       // the last one's number; 0: none
  std::uint64_t attempted = 0;     // a request was made for all up to here
  std::uint64_t acknowledged = 0;  // the gateway answered for all up to here
  std::map<std::string, std::uint64_t, std::less<>> cursors;  // by source
  ChainPosition chain;        // of the ledger's own stream
  std::uint64_t refused = 0;  // for good, of those acknowledged
  // Refused, and maybe not declared yet; dead-letter.jsonl may have more.
  std::vector<RefusedRun> undeclared;

  // The last position of `source`; 0 where nothing came from it yet.
  std::uint64_t cursor(std::string_view source) const;
};

class Ledger {
 public:
  // Makes it where it is missing (under the append lock, so that one of many
  // does). Throws Error (config) when it belongs to another machine, naming
  // flock-send reset, and when it cannot be understood.
  static Ledger open_or_create(const LedgerPlace& place, Clock& clock,
                               Random& random);
  // nullopt where there is none.
  static std::optional<Ledger> open_if_exists(const LedgerPlace& place);

  const std::string& id() const { return id_; }
  const std::string& stream() const { return stream_; }
  // The URL it is delivered to; empty before the first delivery.
  const std::string& gateway() const { return gateway_; }
  const std::string& directory() const { return directory_; }

  // Takes no lock: a reader among writers sees a moment that was. What it
  // reports is durable.
  LedgerState state() const;

  FileLock lock_append() const;
  FileLock lock_delivery() const;
  // nullopt while another delivery is under way.
  std::optional<FileLock> try_lock_delivery() const;

  // Binds the ledger to a gateway's URL. The caller holds the delivery lock.
  void set_gateway(const std::string& url);

 private:
  Ledger() = default;
  static std::optional<Ledger> load(const LedgerPlace& place);
  static Ledger create(const LedgerPlace& place, Clock& clock, Random& random);
  void save() const;

  std::string directory_;  // STATE/ledger
  std::string id_;
  std::string stream_;
  std::string machine_;  // machine_hash(), or empty
  std::string gateway_;
};

// BLAKE2b-256 of the machine's id keyed with the ledger's id, in base64url.
std::string machine_hash(std::string_view machine_id,
                         std::string_view ledger_id);

}  // namespace flk
