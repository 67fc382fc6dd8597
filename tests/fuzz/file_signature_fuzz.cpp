// SPDX-License-Identifier: GPL-3.0-or-later
// Signatures of files, as minisign writes them: what is read and written again
// is read the same, and none verifies that its key did not make.

#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include <flock/base/secret.hpp>
#include <flock/signature/file_signature.hpp>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size) {
  flk::init_sodium();
  static const auto key =
      flk::SigningKey::from_seed(std::string(32, 'k'), "kkkkkkkk");
  const std::string_view text{reinterpret_cast<const char*>(data), size};
  std::string fault;
  const auto signature = flk::FileSignature::parse(text, fault);
  if (!signature) {
    if (fault.empty()) std::abort();
    return 0;
  }
  const auto again = flk::FileSignature::parse(signature->text(), fault);
  if (!again || again->text() != signature->text()) std::abort();
  // Nobody ever signed this hash.
  if (signature->verifies(key.public_key(), std::string(64, '?'))) std::abort();
  return 0;
}
