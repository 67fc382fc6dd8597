// SPDX-License-Identifier: GPL-3.0-or-later
// The filter: one thread reads and prepares, one signs, one after the other,
// one writes.

#include <sys/stat.h>

#include <array>
#include <optional>
#include <vector>

#include <flock/base/error.hpp>
#include <flock/base/file.hpp>
#include <flock/base/ordered_pipeline.hpp>
#include <flock/cli/paths.hpp>
#include <flock/cli/rejects.hpp>
#include <flock/cli/terminal_input.hpp>
#include <flock/ledger/cursor.hpp>
#include <flock/ledger/ledger.hpp>
#include <flock/record/reader.hpp>
#include <flock/record/writer.hpp>
#include <flock/signature/signer.hpp>

#include "flock-sign/verbs.hpp"

namespace flk {
namespace {

constexpr std::size_t kBatchRecords = 64;
constexpr std::size_t kBatchBytes = 128 << 10;
constexpr std::size_t kBatchesUnderWay = 8;

// This laptop's ledger as a run of flock-sign needs it.
std::optional<Ledger> ledger_of_laptop() {
  return Ledger::open_if_exists(LedgerPlace::on_this_machine(state_dir()));
}

// The key that signs, after a rotation the new one.
class KeyAtHand {
 public:
  explicit KeyAtHand(const SignOptions& options)
      : installed_(options.key.empty()), path_(key_path(options)) {
    if (installed_ && file_exists(installed_key_files().next_secret())) {
      if (const auto ledger = ledger_of_laptop()) {
        adopt_next_key(installed_key_files(), *ledger);
      }
    }
    id_ = file_id();
    key_.emplace(load_key(options));
  }

  SigningKey take() { return std::move(*key_); }

  // Called when it is known where the ledger's stream ends: had a rotation
  // ended there meanwhile, the old key must not go on behind it.
  void require_same(const Ledger& ledger) const {
    if (!installed_) return;
    const auto next = installed_key_files().next_public();
    const bool waits = file_exists(next);
    if (file_id() != id_ ||
        (waits && announces(ledger, PublicKey::load(next)))) {
      throw Error(ErrorKind::try_again,
                  "the signing key changed meanwhile: run the pipeline again");
    }
  }

 private:
  // A file that was replaced is another.
  std::pair<dev_t, ino_t> file_id() const {
    struct stat info {};
    ::stat(path_.c_str(), &info);
    return {info.st_dev, info.st_ino};
  }

  bool installed_;
  std::string path_;
  std::pair<dev_t, ino_t> id_;
  std::optional<SigningKey> key_;
};

enum Chain : std::size_t { kOwn, kFresh, kChains };

// The streams of one run: this laptop's ledger's for its own records, and a
// fresh one for all others.
class Streams {
 public:
  Streams(bool only_fresh, const KeyAtHand& key)
      : only_fresh_(only_fresh), key_(key) {}

  // Why `record` is not this laptop's to sign; empty: it is. Verifiers believe
  // agent records, a declared loss above all, so only the ones that its own
  // flock-collect made are signed.
  std::string refusal(const Record& record) {
    if (!is_agent_record(record) || is_own(record)) return {};
    return "an agent record (" + record.text("type") +
           ") without the cursor of this laptop's ledger, which "
           "flock-collect gives it: not signed";
  }

  Chain of(const Record& record) {
    if (!only_fresh_ && is_own(record)) return kOwn;
    if (!positions_[kFresh]) {
      positions_[kFresh] = new_stream(system_clock(), system_random());
    }
    return kFresh;
  }

  // Where the stream ends, as far as records were prepared.
  ChainPosition& at(Chain chain) { return *positions_[chain]; }

 private:
  bool is_own(const Record& record) {
    const auto cursor = Cursor::parse(record.flock_text("cursor"));
    return cursor && is_ledger(cursor->ledger);
  }

  // Looks at the ledger when the first cursor comes: whoever signs files
  // elsewhere needs none. One that is not there yet has no records.
  bool is_ledger(const std::string& id) {
    if (!looked_) {
      looked_ = true;
      if (const auto ledger = ledger_of_laptop()) {
        ledger_id_ = ledger->id();
        positions_[kOwn] = ledger->state().chain;
        key_.require_same(*ledger);
      }
    }
    return positions_[kOwn] && id == ledger_id_;
  }

  bool only_fresh_;
  const KeyAtHand& key_;
  bool looked_ = false;
  std::string ledger_id_;
  std::array<std::optional<ChainPosition>, kChains> positions_;
};

struct Batch {
  struct Entry {
    Signer::Draft draft;
    Chain chain;
    std::string prev;  // where it is the first of its chain in this run
  };
  std::vector<Entry> entries;
  std::size_t bytes = 0;
};

// Fills drafts, one after the other.
class Finisher {
 public:
  explicit Finisher(const Signer& signer) : signer_(signer) {}

  void operator()(Batch& batch) {
    for (auto& entry : batch.entries) {
      auto& prev = prevs_[entry.chain];
      if (!entry.prev.empty()) prev = entry.prev;
      signer_.finish(entry.draft, prev);
    }
  }

 private:
  const Signer& signer_;
  std::array<std::string, kChains> prevs_;
};

// Puts records that come together into batches.
class Preparer {
 public:
  Preparer(const Signer& signer, Streams streams)
      : signer_(signer),
        streams_(std::move(streams)),
        pipeline_(1, kBatchesUnderWay, Finisher{signer}, [this](Batch& batch) {
          for (const auto& entry : batch.entries) out_.write(entry.draft.line);
          out_.flush();
        }) {}

  // Why the record cannot be signed; empty: it can.
  std::string refusal(const Record& record) {
    auto why = Signer::refusal(record);
    return why.empty() ? streams_.refusal(record) : why;
  }

  void add(const Record& record) {
    const auto chain = streams_.of(record);
    auto& position = streams_.at(chain);
    auto draft = signer_.prepare(record, position.stream, ++position.seq);
    batch_.bytes += draft.line.size();
    batch_.entries.push_back({std::move(draft), chain, position.prev});
    position.prev.clear();
    if (batch_.entries.size() >= kBatchRecords || batch_.bytes >= kBatchBytes) {
      flush();
    }
  }

  void flush() {
    if (batch_.entries.empty()) return;
    pipeline_.push(std::exchange(batch_, {}));
  }

  void finish() {
    flush();
    pipeline_.finish();
  }

 private:
  const Signer& signer_;
  Streams streams_;
  RecordWriter out_ = RecordWriter::standard_output();
  Batch batch_;
  OrderedPipeline<Batch> pipeline_;  // last: its threads use what is above
};

}  // namespace

ExitStatus sign(const SignOptions& options, Log& log) {
  KeyAtHand key{options};
  const Signer signer{key.take()};
  auto inputs = open_inputs(options.filter.files);
  Rejects rejects{options.filter.rejects, log};
  RecordReader in{std::move(inputs), options.filter.max_line_bytes, rejects};
  Preparer preparer{signer, Streams{options.new_stream, key}};
  in.before_wait([&] { preparer.flush(); });
  warn_of_terminal(options.filter, log);
  while (const auto record = in.next()) {
    const auto refusal = preparer.refusal(*record);
    if (refusal.empty()) {
      preparer.add(*record);
    } else {
      rejects.reject(*record, refusal);
    }
  }
  preparer.finish();
  rejects.finish();
  return rejects.count() == 0 ? ExitStatus::success : ExitStatus::partly_done;
}

}  // namespace flk
