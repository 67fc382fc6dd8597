// SPDX-License-Identifier: GPL-3.0-or-later
// Whether one record is signed by a trusted key. That is most of the work of a
// verification, and needs neither order nor other records.

#pragma once

#include <flock/signature/claim.hpp>
#include <flock/signature/trusted.hpp>

namespace flk {

enum class Proof {
  genuine,
  unsigned_record,
  malformed,  // Claim::fault says what
  unknown_key,
  bad_signature,
};

Proof prove(const Claim& claim, const TrustedKeys& trusted);

}  // namespace flk
