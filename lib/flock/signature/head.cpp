// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/signature/head.hpp>

#include <flock/base/error.hpp>
#include <flock/base/file.hpp>
#include <flock/record/json.hpp>

namespace flk {
namespace {

constexpr std::size_t kMaxFileBytes = 1 << 20;

// A file of the ledger, open for as long as its values are looked at.
class LedgerFile {
 public:
  explicit LedgerFile(std::string path)
      : path_(std::move(path)), text_(read_file(path_, kMaxFileBytes)) {
    const auto object = parser_.parse(text_);
    if (!object) refuse(parser_.error());
    if (object->type() != JsonType::object) refuse("not a JSON object");
    const auto format = object->find("format");
    if (!format || format->integer() != 1) refuse("its format is not 1");
    object_.emplace(*object);
  }
  LedgerFile(const LedgerFile&) = delete;
  LedgerFile& operator=(const LedgerFile&) = delete;

  std::optional<JsonValue> find(std::string_view key) const {
    return object_->find(key);
  }

  [[noreturn]] void refuse(const std::string& reason) const {
    throw Error(ErrorKind::config,
                "cannot use " + quoted(path_) + " as the head: " + reason);
  }

 private:
  std::string path_;
  std::string text_;
  JsonParser parser_;
  std::optional<JsonValue> object_;
};

}  // namespace

StreamHead StreamHead::load(const std::string& checkpoint) {
  const LedgerFile point{checkpoint};
  const LedgerFile ledger{directory_of(checkpoint) + "/ledger.json"};
  StreamHead head;

  const auto stream = ledger.find("stream");
  const auto id = stream ? parse_stream_id(stream->decoded()) : std::nullopt;
  if (!id) ledger.refuse("its stream is not 32 hex digits");
  head.stream = *id;

  const auto seq = point.find("seq");
  const auto number = seq ? seq->integer() : std::nullopt;
  if (!number || *number < 0) point.refuse("its seq is not a number");
  head.seq = static_cast<std::uint64_t>(*number);
  if (head.seq == 0) return head;

  const auto prev = point.find("prev");
  const auto next = prev ? parse_digest(prev->decoded()) : std::nullopt;
  if (!next) point.refuse("its prev is not a digest");
  head.next = *next;
  return head;
}

}  // namespace flk
