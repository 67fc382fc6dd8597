// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/signature/proof.hpp>

namespace flk {

Proof prove(const Claim& claim, const TrustedKeys& trusted) {
  if (!claim.is_signed) return Proof::unsigned_record;
  if (!claim.fault.empty()) return Proof::malformed;
  const auto* key = trusted.find(claim.kid);
  if (key == nullptr) return Proof::unknown_key;
  return verify_signature(key->key, claim.signing_input, claim.signature)
             ? Proof::genuine
             : Proof::bad_signature;
}

}  // namespace flk
