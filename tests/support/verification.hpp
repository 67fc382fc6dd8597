// SPDX-License-Identifier: GPL-3.0-or-later
// Exports as flock-fetch gives them out, and what a verifier says of them.

#pragma once

#include <string>
#include <vector>

#include <flock/base/json_text.hpp>
#include <flock/record/object_writer.hpp>
#include <flock/record/time.hpp>
#include <flock/signature/verifier.hpp>

#include "support/signing.hpp"

namespace flk {

using Lines = std::vector<std::string>;

constexpr Milliseconds kRowTime{1795417200000};

inline std::string row_of(const std::string& user, int n) {
  return R"({"name":"users","hostIdentifier":")" + user +
         R"(","unixTime":1795417200,"columns":{"n":)" + std::to_string(n) +
         R"(},"action":"added","flock":{"policy":"p"}})";
}

// `count` rows of `user` as the next ones of `position`.
inline Lines signed_rows(const Signer& signer, ChainPosition& position,
                         int count, const std::string& user = "ann") {
  Lines lines;
  for (int n = 0; n < count; ++n) {
    lines.push_back(sign_text(signer, row_of(user, n), position));
  }
  return lines;
}

// The record with what gateway and flock-fetch add to it.
inline std::string stored(const std::string& line,
                          const std::string& user = "ann") {
  const ParsedRecord record{line};
  ObjectEdit edit;
  if (const auto time = record_time(*record)) {
    edit.set(kTimestampMember, json_string(format_rfc3339(*time)));
  }
  edit.set(kUsernameMember, json_string(user));
  edit.set(kUserNameMember, json_string("Ann A."));
  edit.set(kIngestedMember, "\"2026-11-23T07:00:05.000Z\"");
  const ParsedRecord with_members{edited_line(record->object(), edit)};
  ObjectEdit flock;
  flock.set("id", "\"_leC-qVPMH8AAAAAACmzELSVeIE4HQ\"");
  flock.set("index", "\"flock-2026-11-23\"");
  return edited_flock(with_members->object(), flock);
}

inline std::string edited(const std::string& line, const ObjectEdit& edit) {
  const ParsedRecord record{line};
  return edited_line(record->object(), edit);
}

// What a verifier said of an export. A finding is "LINE KIND SEQ" or, of a
// range, "LINE KIND SEQ-LAST"; line and seq are 0 where it has none.
struct Verification {
  Lines findings;
  Lines passed_on;
  VerifyCounts counts;
  bool passed = false;
};

inline Verification verify(const Lines& lines, const TrustedKeys& trusted,
                           const VerifyRules& rules = {}) {
  Verification result;
  Verifier verifier{trusted, rules, [&](const VerifyFinding& finding) {
                      auto text = std::to_string(finding.line) + " " +
                                  std::string(name_of(finding.kind)) + " " +
                                  std::to_string(finding.first);
                      if (finding.last != finding.first) {
                        text += "-" + std::to_string(finding.last);
                      }
                      result.findings.push_back(text);
                    }};
  std::uint64_t number = 0;
  for (const auto& line : lines) {
    RecordParser parser;
    const auto record = parser.parse(line, {"memory", ++number, 0});
    if (!record) {
      // flock-sign counts a rejected line as a failure.
      result.findings.push_back(std::to_string(number) + " rejected 0");
      continue;
    }
    const auto verdict = verifier.take(*record);
    if (verdict == Verdict::verified || verdict == Verdict::repeated) {
      result.passed_on.push_back(line);
    }
  }
  verifier.finish();
  result.counts = verifier.counts();
  result.passed = verifier.passed();
  return result;
}

inline TrustedKeys trust(const std::string& text) {
  TrustedKeys trusted;
  trusted.add(text, "trusted");
  return trusted;
}

inline TrustedKeys trust(const std::string& user, const Signer& signer) {
  return trust(user + " " + signer.public_key().line() + "\n");
}

}  // namespace flk
