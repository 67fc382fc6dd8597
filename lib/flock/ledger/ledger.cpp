// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/ledger/ledger.hpp>

#include <sodium.h>

#include <nlohmann/json.hpp>

#include <flock/base/encoding.hpp>
#include <flock/base/error.hpp>
#include <flock/base/file.hpp>
#include <flock/ledger/checkpoint.hpp>
#include <flock/ledger/machine_id.hpp>
#include <flock/ledger/tail.hpp>

namespace flk {
namespace {

using nlohmann::json;

constexpr int kFormat = 1;
constexpr std::size_t kIdBytes = 16;
constexpr std::size_t kMaxBytes = 64 << 10;

std::string directory_in(const LedgerPlace& place) {
  return place.state_dir + "/ledger";
}

std::string path_in(const std::string& directory) {
  return directory + "/ledger.json";
}

}  // namespace

LedgerPlace LedgerPlace::on_this_machine(std::string state_dir) {
  return {std::move(state_dir), read_machine_id()};
}

std::uint64_t LedgerState::cursor(std::string_view source) const {
  const auto found = cursors.find(source);
  return found == cursors.end() ? 0 : found->second;
}

Ledger Ledger::open_or_create(const LedgerPlace& place, Clock& clock,
                              Random& random) {
  if (auto ledger = load(place)) return *std::move(ledger);
  make_directories(place.state_dir, 0700);  // its owner's alone as well
  make_directories(directory_in(place), 0700);
  const FileLock lock{directory_in(place) + "/append.lock"};
  if (auto ledger = load(place)) return *std::move(ledger);
  return create(place, clock, random);
}

std::optional<Ledger> Ledger::open_if_exists(const LedgerPlace& place) {
  return load(place);
}

std::optional<Ledger> Ledger::load(const LedgerPlace& place) {
  Ledger ledger;
  ledger.directory_ = directory_in(place);
  const auto path = path_in(ledger.directory_);
  const auto text = read_file_if_exists(path, kMaxBytes);
  if (!text) return std::nullopt;
  try {
    const auto tree = json::parse(*text);
    if (tree.at("format") != kFormat) {
      throw Error(ErrorKind::config,
                  "cannot use " + flk::quoted(path) + ": its format is not 1");
    }
    tree.at("ledger").get_to(ledger.id_);
    tree.at("stream").get_to(ledger.stream_);
    ledger.machine_ = tree.value("machine", "");
    ledger.gateway_ = tree.value("gateway", "");
  } catch (const json::exception& error) {
    throw Error(ErrorKind::config,
                "cannot understand " + flk::quoted(path) + ": " + error.what());
  }
  if (place.machine_id && !ledger.machine_.empty() &&
      ledger.machine_ != machine_hash(*place.machine_id, ledger.id_)) {
    throw Error(ErrorKind::config,
                "the ledger in " + flk::quoted(place.state_dir) +
                    " belongs to another machine",
                "on a new or cloned machine, flock-send reset begins a new "
                "ledger");
  }
  return ledger;
}

Ledger Ledger::create(const LedgerPlace& place, Clock& clock, Random& random) {
  Ledger ledger;
  ledger.directory_ = directory_in(place);
  ledger.id_ = to_base64url(random.bytes(kIdBytes));
  ledger.stream_ = new_stream(clock, random).stream;
  if (place.machine_id) {
    ledger.machine_ = machine_hash(*place.machine_id, ledger.id_);
  }
  Checkpoint{}.save(ledger.directory_);
  ledger.save();  // last: from here on the ledger is there
  return ledger;
}

void Ledger::save() const {
  json tree = {{"format", kFormat}, {"ledger", id_}, {"stream", stream_}};
  if (!machine_.empty()) tree["machine"] = machine_;
  if (!gateway_.empty()) tree["gateway"] = gateway_;
  replace_file(path_in(directory_), tree.dump() + "\n", 0600);
}

LedgerState Ledger::state() const {
  return read_tail(directory_, id_, stream_).state;
}

FileLock Ledger::lock_append() const {
  return FileLock{directory_ + "/append.lock"};
}

FileLock Ledger::lock_delivery() const {
  return FileLock{directory_ + "/delivery.lock"};
}

std::optional<FileLock> Ledger::try_lock_delivery() const {
  return FileLock::try_lock(directory_ + "/delivery.lock");
}

void Ledger::set_gateway(const std::string& url) {
  gateway_ = url;
  save();
}

std::string machine_hash(std::string_view machine_id,
                         std::string_view ledger_id) {
  const auto key = from_base64url(ledger_id).value_or("");
  std::string hash(crypto_generichash_BYTES, '\0');
  crypto_generichash(reinterpret_cast<unsigned char*>(hash.data()), hash.size(),
                     reinterpret_cast<const unsigned char*>(machine_id.data()),
                     machine_id.size(),
                     reinterpret_cast<const unsigned char*>(key.data()),
                     key.size());
  return to_base64url(hash);
}

}  // namespace flk
