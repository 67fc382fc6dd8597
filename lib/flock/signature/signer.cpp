// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/signature/signer.hpp>

#include <flock/base/encoding.hpp>
#include <flock/base/hash.hpp>
#include <flock/base/json_text.hpp>
#include <flock/base/public_base64.hpp>
#include <flock/record/object_writer.hpp>
#include <flock/signature/jws.hpp>

namespace flk {
namespace {

constexpr int kTimeBytes = 6;
constexpr std::size_t kRandomBytes = 10;
constexpr std::string_view kDots = "..";      // before the signature in a sig
constexpr std::size_t kSignatureLength = 86;  // base64url of 64 bytes
// Two bytes that JSON text never has as they are.
constexpr char kPrevBlank = '\x01';
constexpr char kSignatureBlank = '\x02';
constexpr std::size_t kPrevLength = 43;  // base64url of SHA-256

}  // namespace

ChainPosition new_stream(Clock& clock, Random& random) {
  const auto time = static_cast<std::uint64_t>(clock.now().count());
  std::string id;
  for (int byte = kTimeBytes - 1; byte >= 0; --byte) {
    id += static_cast<char>(time >> (8 * byte));
  }
  return {to_hex(id + random.bytes(kRandomBytes)), 0, {}};
}

std::string chain_link(std::string_view sig) {
  std::string link;
  append_public_base64url(link, sha256(sig));
  return link;
}

Signer::Signer(SigningKey key)
    : key_(std::move(key)), header_(jws_header(key_.public_key().kid())) {}

Signer::Draft Signer::prepare(const Record& record, std::string_view stream,
                              std::uint64_t seq) const {
  Draft draft;
  draft.has_prev = seq > 1;
  const std::string prev(draft.has_prev ? kPrevLength : 0, kPrevBlank);
  const auto payload = signature_payload(record, {stream, seq, prev});
  draft.input = jws_signing_input(header_, payload);

  ObjectEdit flock;
  flock.set("stream", json_string(stream));
  flock.set("seq", std::to_string(seq));
  if (draft.has_prev) flock.set("prev", '"' + prev + '"');
  flock.set("sig", '"' + header_ + std::string(kDots) +
                       std::string(kSignatureLength, kSignatureBlank) + '"');
  draft.line = edited_flock(record.object(), flock);
  draft.signature_in_line = draft.line.find(kSignatureBlank);
  if (!draft.has_prev) return draft;

  // Base64 has four characters for each three bytes, counted from the start.
  draft.prev_in_line = draft.line.find(kPrevBlank);
  const auto at = payload.find(kPrevBlank);
  const auto begin = at / 3 * 3;
  const auto end = (at + kPrevLength + 2) / 3 * 3;
  draft.middle = payload.substr(begin, end - begin);
  draft.prev_in_middle = at - begin;
  draft.middle_in_input = header_.size() + 1 + begin / 3 * 4;
  return draft;
}

void Signer::finish(Draft& draft, std::string& prev) const {
  if (draft.has_prev) {
    draft.line.replace(draft.prev_in_line, kPrevLength, prev);
    draft.middle.replace(draft.prev_in_middle, kPrevLength, prev);
    std::string encoded;
    append_public_base64url(encoded, draft.middle);
    draft.input.replace(draft.middle_in_input, encoded.size(), encoded);
  }
  std::string signature;
  append_public_base64url(signature, key_.sign(draft.input));
  draft.line.replace(draft.signature_in_line, kSignatureLength, signature);
  const auto head = header_.size() + kDots.size();
  prev = chain_link(
      std::string_view(draft.line)
          .substr(draft.signature_in_line - head, head + kSignatureLength));
}

std::string Signer::sign(const Record& record, ChainPosition& position) const {
  auto draft = prepare(record, position.stream, position.seq + 1);
  finish(draft, position.prev);
  ++position.seq;
  return std::move(draft.line);
}

std::string Signer::refusal(const Record& record) {
  if (record.text("type") == "flock_key") {
    return "a flock_key, which only flock-sign rotate makes: not signed";
  }
  for (const auto member : record.object().members()) {
    if (is_gateway_member(member.key)) {
      return "has " + member.key.decoded() +
             ", which only the gateway adds: not signed";
    }
  }
  const auto flock = record.find(kFlockMember);
  if (!flock) return {};
  if (flock->type() != JsonType::object) return "flock is not an object";
  for (const auto* key : {"stream", "seq", "prev", "sig"}) {
    if (flock->find(key)) {
      return std::string("has flock.") + key + ": it is signed already";
    }
  }
  if (flock->find("error")) {
    return "has flock.error: a dead letter, which is for flock-send alone";
  }
  return {};
}

}  // namespace flk
