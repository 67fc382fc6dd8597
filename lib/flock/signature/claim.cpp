// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/signature/claim.hpp>

#include <algorithm>

#include <flock/record/time.hpp>
#include <flock/signature/jws.hpp>
#include <flock/signature/payload.hpp>

namespace flk {
namespace {

// A JSON number from 1; 0 where `value` is none.
std::uint64_t positive(const std::optional<JsonValue>& value) {
  const auto number = value ? value->integer() : std::nullopt;
  return number && *number > 0 ? static_cast<std::uint64_t>(*number) : 0;
}

void read_place(Claim& claim, const JsonValue& flock) {
  if (const auto stream = flock.find("stream")) {
    claim.stream = parse_stream_id(stream->decoded());
  }
  claim.seq = positive(flock.find("seq"));
  const auto prev = flock.find("prev");
  if (prev) claim.prev = parse_digest(prev->decoded());
  if (!claim.stream) {
    claim.fault = "flock.stream is not 32 hex digits";
  } else if (claim.seq == 0) {
    claim.fault = "flock.seq is not a number from 1";
  } else if (prev && !claim.prev) {
    claim.fault = "flock.prev is not a digest";
  }
}

void read_signature(Claim& claim, const Record& record, const JsonValue& sig) {
  const auto text = sig.decoded();
  auto jws = DetachedJws::parse(text);
  if (!jws) {
    claim.fault = "flock.sig is not a signature of Flock's form";
    return;
  }
  claim.link = digest_of(text);
  claim.signing_input =
      jws_signing_input(jws->header, signature_payload(record));
  claim.kid = std::move(jws->kid);
  claim.signature = std::move(jws->signature);
}

// A member that names a user: its text, or what stands there instead.
std::optional<std::string> name_in(const Record& record,
                                   std::string_view member) {
  const auto value = record.find(member);
  if (!value) return std::nullopt;
  return value->is_string() ? value->decoded() : std::string(value->raw());
}

// Behind the names.
void read_times(Claim& claim, const Record& record) {
  claim.time = record_time(record);
  const auto ingested = record.find(kIngestedMember);
  if (ingested) claim.ingested = parse_rfc3339(ingested->decoded());
  claim.username_is_gone = ingested && !claim.username;
  if (const auto timestamp = record.find(kTimestampMember)) {
    claim.timestamp_fits =
        claim.time && timestamp->equals(format_rfc3339(*claim.time));
  } else {
    // A gateway adds it to every record that has a time.
    claim.timestamp_fits = !ingested || !claim.time;
  }
}

std::optional<Loss> read_loss(const JsonValue& stream, const JsonValue& seqs) {
  const auto id = parse_stream_id(stream.decoded());
  if (!id || seqs.type() != JsonType::array) return std::nullopt;
  Loss loss{*id, {}};
  for (const auto element : seqs.elements()) {
    loss.seqs.push_back(positive(element));
  }
  std::sort(loss.seqs.begin(), loss.seqs.end());
  if (!loss.seqs.empty() && loss.seqs[0] == 0) return std::nullopt;
  return loss;
}

// A flock_loss tells of no numbers, of those of a stream, or stands for one
// withdrawn record.
void read_flock_loss(Claim& claim, const Record& record) {
  const auto stream = record.find("stream");
  const auto seqs = record.find("seqs");
  if (stream && seqs) claim.loss = read_loss(*stream, *seqs);
  if ((stream || seqs) && !claim.loss) {
    claim.fault = "a flock_loss whose stream and seqs are not understood";
  }
  if (const auto digest = record.find("digest")) {
    claim.withdrawn = parse_digest(digest->decoded());
    if (!claim.withdrawn) claim.fault = "a flock_loss without a proper digest";
  }
}

// flock-sign rotate makes it and signs it at once: no other tool has had it.
bool passed_another_tool(const Record& record) {
  return record.find_flock("cursor") || record.find_flock("rules") ||
         record.find_flock("policy");
}

void read_flock_key(Claim& claim, const Record& record) {
  claim.new_key = PublicKey::parse(record.text("public_key"));
  if (!claim.new_key) {
    claim.fault = "a flock_key without a public key";
  } else if (passed_another_tool(record)) {
    claim.fault = "a flock_key that flock-sign rotate did not make";
  }
}

}  // namespace

Claim claim_of(const Record& record) {
  Claim claim;
  const auto flock = record.find(kFlockMember);
  const auto sig = flock ? flock->find("sig") : std::nullopt;
  const auto type = record.text("type");
  if (!sig && (type == "user_registered" || type == "user_already_exists")) {
    claim.is_gateways_own = record.find(kIngestedMember).has_value();
  }
  claim.is_signed = sig.has_value();
  if (flock) read_place(claim, *flock);
  if (!sig) return claim;
  if (claim.fault.empty()) read_signature(claim, record, *sig);
  claim.host_identifier = name_in(record, "hostIdentifier");
  claim.username = name_in(record, kUsernameMember);
  read_times(claim, record);
  if (type == "flock_loss") read_flock_loss(claim, record);
  if (type == "flock_key") read_flock_key(claim, record);
  return claim;
}

}  // namespace flk
