// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/collect/pending.hpp>

#include <flock/base/error.hpp>
#include <flock/base/file.hpp>
#include <flock/ledger/cursor.hpp>
#include <flock/record/reader.hpp>

namespace flk {
namespace {

// Ours, written whole: a line in it that is no record is damage.
class NoRejects : public RejectSink {
 public:
  using RejectSink::reject;
  void reject(const LinePosition& position, std::string_view reason,
              std::string_view) override {
    throw Error(ErrorKind::config,
                "cannot understand " + flk::quoted(position.source) +
                    ", line " + std::to_string(position.line) + ": " +
                    std::string(reason),
                "remove the file: its twigs then give out all of their rows");
  }
  void reject_more(std::string_view) override {}
};

}  // namespace

std::optional<Pending> Pending::load(const std::string& path) {
  if (!file_exists(path)) return std::nullopt;
  Pending pending;
  pending.path_ = path;
  pending.for_each([&](std::uint64_t position, const Record& record) {
    pending.ledger_ = Cursor::parse(record.flock_text("cursor"))->ledger;
    pending.host_identifier_ = record.text("hostIdentifier");
    pending.last_position_ = position;
  });
  return pending;
}

void Pending::save(const std::string& path,
                   const std::vector<std::string>& lines) {
  AtomicFile file{path, 0600};
  for (const auto& line : lines) {
    file.write(line);
    file.write("\n");
  }
  file.commit();
}

void Pending::for_each(const std::function<void(std::uint64_t position,
                                                const Record&)>& visit) const {
  NoRejects rejects;
  RecordReader reader{open_inputs({path_}), RecordParser::kDefaultMaxLineBytes,
                      rejects};
  while (const auto record = reader.next()) {
    const auto cursor = Cursor::parse(record->flock_text("cursor"));
    if (!cursor) {
      rejects.reject(*record, "it has no flock.cursor");
      continue;
    }
    visit(cursor->position, *record);
  }
}

}  // namespace flk
