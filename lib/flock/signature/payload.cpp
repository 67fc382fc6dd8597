// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/signature/payload.hpp>

#include <flock/base/json_text.hpp>
#include <flock/record/canonical.hpp>

namespace flk {
namespace {

bool is_unsigned(const JsonValue& flock_key) {
  return flock_key.equals("sig") || flock_key.equals("id") ||
         flock_key.equals("index") || flock_key.equals("error");
}

void add_place(CanonicalObject& flock, const ChainPlace& place) {
  flock.add("stream", json_string(place.stream));
  flock.add("seq", std::to_string(place.seq));
  if (place.prev.empty()) return;
  // As it is: it has nothing to escape, unless it is a blank of Signer's.
  flock.add("prev", '"' + std::string(place.prev) + '"');
}

// `flock` in canonical form; `place` may be null.
std::string canonical_flock(const std::optional<JsonValue>& flock,
                            const ChainPlace* place) {
  if (flock && flock->type() != JsonType::object) return canonical(*flock);
  CanonicalObject members;
  if (flock) {
    for (const auto member : flock->members()) {
      if (!is_unsigned(member.key)) members.add(member);
    }
  }
  if (place != nullptr) add_place(members, *place);
  std::string out;
  members.append_to(out);
  return out;
}

std::string payload(const Record& record, const ChainPlace* place) {
  CanonicalObject members;
  std::optional<JsonValue> flock;
  for (const auto member : record.object().members()) {
    if (member.key.equals(kFlockMember)) {
      flock = member.value;
    } else if (!is_gateway_member(member.key)) {
      members.add(member);
    }
  }
  if (flock || place != nullptr) {
    members.add(std::string(kFlockMember), canonical_flock(flock, place));
  }
  std::string out;
  members.append_to(out);
  return out;
}

}  // namespace

std::string signature_payload(const Record& record) {
  return payload(record, nullptr);
}

std::string signature_payload(const Record& record, const ChainPlace& place) {
  return payload(record, &place);
}

}  // namespace flk
