// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/signature/signer.hpp>

#include <flock/base/encoding.hpp>
#include <flock/base/hash.hpp>
#include <flock/base/json_text.hpp>
#include <flock/record/object_writer.hpp>
#include <flock/signature/jws.hpp>

namespace flk {
namespace {

constexpr int kTimeBytes = 6;
constexpr std::size_t kRandomBytes = 10;

}  // namespace

ChainPosition new_stream(Clock& clock, Random& random) {
  const auto time = static_cast<std::uint64_t>(clock.now().count());
  std::string id;
  for (int byte = kTimeBytes - 1; byte >= 0; --byte) {
    id += static_cast<char>(time >> (8 * byte));
  }
  return {to_hex(id + random.bytes(kRandomBytes)), 0, {}};
}

std::string chain_link(std::string_view sig) { return sha256_base64url(sig); }

Signer::Signer(SigningKey key)
    : key_(std::move(key)),
      kid_(key_.public_key().kid()),
      header_(jws_header(kid_)) {}

std::string Signer::sign(const Record& record, ChainPosition& position) const {
  const ChainPlace place{position.stream, position.seq + 1, position.prev};
  const auto payload = signature_payload(record, place);
  const auto sig =
      DetachedJws{kid_, header_, key_.sign(jws_signing_input(header_, payload))}
          .text();
  ObjectEdit flock;
  flock.set("stream", json_string(place.stream));
  flock.set("seq", std::to_string(place.seq));
  if (!place.prev.empty()) flock.set("prev", json_string(place.prev));
  flock.set("sig", json_string(sig));
  auto line = edited_flock(record.object(), flock);
  position.seq = place.seq;
  position.prev = chain_link(sig);
  return line;
}

std::string Signer::refusal(const Record& record) {
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
  return {};
}

}  // namespace flk
