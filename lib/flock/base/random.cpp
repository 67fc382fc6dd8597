// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/base/random.hpp>

#include <sodium.h>

#include <flock/base/secret.hpp>

namespace flk {
namespace {

class SystemRandom : public Random {
 public:
  SystemRandom() { init_sodium(); }

  std::string bytes(std::size_t count) override {
    std::string out(count, '\0');
    randombytes_buf(out.data(), out.size());
    return out;
  }

  std::uint32_t below(std::uint32_t bound) override {
    return randombytes_uniform(bound);
  }
};

}  // namespace

Random& system_random() {
  static SystemRandom random;
  return random;
}

}  // namespace flk
