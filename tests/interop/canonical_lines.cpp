// SPDX-License-Identifier: GPL-3.0-or-later
// The canonical form for other people's programs to compare with.
//
//   canonical_lines                  for each line its canonical form, or
//                                    "rejected: " and why
//   canonical_lines numbers SEED N   N random doubles: their bits in hex, and
//                                    how ECMAScript spells them

#include <bit>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <random>
#include <string>

#include <flock/record/canonical.hpp>

namespace {

// Half of all bit patterns are numbers that nobody writes; every second one
// has few digits.
double random_double(std::mt19937_64& random) {
  if (random() % 2 == 0) return std::bit_cast<double>(random());
  const auto digits = static_cast<double>(random() % 1000000);
  return std::ldexp(digits, static_cast<int>(random() % 80) - 40);
}

void print_numbers(std::uint64_t seed, long count) {
  std::mt19937_64 random{seed};
  for (long n = 0; n < count;) {
    const auto value = random_double(random);
    if (!std::isfinite(value)) continue;
    ++n;
    std::printf(
        "%016llx %s\n",
        static_cast<unsigned long long>(std::bit_cast<std::uint64_t>(value)),
        flk::ecmascript_number(value).c_str());
  }
}

void print_lines() {
  flk::JsonParser parser;
  for (std::string line; std::getline(std::cin, line);) {
    const auto value = parser.parse(line);
    std::cout << (value ? flk::canonical(*value)
                        : "rejected: " + parser.error())
              << '\n';
  }
}

}  // namespace

int main(int argc, char* argv[]) {
  if (argc == 4 && std::string(argv[1]) == "numbers") {
    print_numbers(std::strtoull(argv[2], nullptr, 10), std::atol(argv[3]));
  } else {
    print_lines();
  }
}
