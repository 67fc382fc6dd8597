// SPDX-License-Identifier: GPL-3.0-or-later
// Verification on many cores: any thread checks any record's signature, and
// one looks at them in the order in which they came, as Verifier wants them.

#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <flock/base/ordered_pipeline.hpp>
#include <flock/record/record.hpp>
#include <flock/signature/verifier.hpp>

namespace flk {

class ParallelVerifier {
 public:
  // `passed` gets the records that verified, byte for byte, `flush` is called
  // when nothing more is at hand; with more than one job from another thread,
  // as is what the verifier reports to. Memory: some batches for each job.
  ParallelVerifier(Verifier& verifier, unsigned jobs,
                   std::function<void(std::string_view)> passed,
                   std::function<void()> flush);

  // Copies the record. Throws what `passed` and `flush` throw.
  void add(const Record& record);
  // What was added is looked at though its batch is not full.
  void flush();
  // Waits until all was looked at. Then the verifier may be finished.
  void finish();

 private:
  // Lines and their nodes one after the other: no allocation for each record.
  struct Batch {
    struct Entry {
      std::size_t text;  // where its line begins
      std::size_t size;
      std::size_t nodes;
      std::uint64_t line;
      std::uint64_t offset;
    };
    std::string source;
    std::string text;
    std::vector<JsonNode> nodes;
    std::vector<Entry> entries;
    std::vector<Claim> claims;
    std::vector<Proof> proofs;

    void append(const Record& record);
    Record record(const Entry& entry) const;
  };

  void prove_all(Batch& batch) const;
  void take_all(const Batch& batch);
  void take_at_once(const Record& record);
  std::shared_ptr<const TrustedKeys> snapshot() const;

  Verifier& verifier_;
  std::function<void(std::string_view)> passed_;
  std::function<void()> flush_;
  // The keys that are trusted, as of the last batch that was looked at.
  mutable std::mutex mutex_;
  std::shared_ptr<const TrustedKeys> trusted_;
  std::uint64_t announced_ = 0;
  Batch batch_;
  std::optional<OrderedPipeline<Batch>> pipeline_;  // none for one job; last
};

}  // namespace flk
