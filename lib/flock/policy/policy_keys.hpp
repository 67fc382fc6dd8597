// SPDX-License-Identifier: GPL-3.0-or-later
// The keys that rules need, in the configuration folder: pseudonym.key and
// seal.pub; and the seal key pair's other half. flock-policy(5), FILES.

#pragma once

#include <optional>
#include <string>

#include <flock/base/error.hpp>
#include <flock/base/random.hpp>
#include <flock/base/secret.hpp>
#include <flock/policy/rule_seal.hpp>

namespace flk {

class Policy;

// What the rules may need beside the policy's text. A rule whose key is
// missing is an Error (config) when the policy is bound to it, never a passed
// or a dropped column.
struct PolicyKeys {
  std::optional<SecretBytes> pseudonym;  // 32 bytes
  bool fleet_pseudonym = false;          // one key for many laptops
  std::string seal_public;               // 32 bytes, or empty

  // Reads pseudonym.key and seal.pub of the folder where they are there.
  // Throws Error (config) where one cannot be read or is no such key, and
  // where others than the owner can read pseudonym.key.
  static PolicyKeys load(const std::string& config_dir);

  // As above, for who is about to let rows leave: where `policy` has pseudonyms
  // and there is no pseudonym.key, one of this device's own is made (and the
  // folder). Two at a time make one.
  static PolicyKeys load_or_create(const std::string& config_dir,
                                   const Policy& policy,
                                   Random& random = system_random());
};

// What a rule throws whose seal.pub is missing.
Error missing_seal_key();

// Makes a pseudonym key's file, 0600, and its folder. Throws Error (config)
// where the file is there already.
void create_pseudonym_key(const std::string& path, bool for_fleet,
                          Random& random);

// The key of a pseudonym.key, of a device or a fleet. Throws Error (config)
// where there is none, or others than the owner can read it.
SecretBytes load_pseudonym_key(const std::string& path);

// Makes a seal key pair's files, the secret one 0600, and their folders.
// Neither may be there.
void create_seal_keys(const std::string& secret_path,
                      const std::string& public_path);

// The key pair of a seal.key; refused when others can read it.
SealKeyPair load_seal_key(const std::string& path);

}  // namespace flk
