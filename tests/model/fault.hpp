// SPDX-License-Identifier: GPL-3.0-or-later
// Death at any moment: the linker puts these in the place of write(2),
// fsync(2), rename(2), ftruncate(2), unlink(2) and link(2) (ld's --wrap), so
// that the code under test needs no seam of its own.

#pragma once

#include <cstdint>
#include <random>

namespace flk {

// Thrown at the moment of death, or at the next write or fsync behind it: the
// other calls are declared not to throw. From death to reboot() no call changes
// anything: what destructors do on the way out has no effect, as in a killed
// process.
struct Killed {};

class Fault {
 public:
  // The `calls`-th call from now dies: a write leaves a random part of its
  // bytes, any other has no effect.
  static void arm(std::uint32_t calls, unsigned seed);
  static void disarm();
  // For what else has effects: throws Killed where death has come.
  static void check();

  // A new start. After a power cut, of what was not synced a random part is
  // gone.
  static void reboot(bool power_cut);
};

}  // namespace flk
