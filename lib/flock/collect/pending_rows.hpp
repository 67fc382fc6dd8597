// SPDX-License-Identifier: GPL-3.0-or-later
// The collect lock, and what is pending of single twigs.

#pragma once

#include <set>
#include <string>

#include <flock/base/clock.hpp>
#include <flock/base/fd.hpp>

namespace flk {

// What a run holds while its queries run, and whoever else changes its files.
// Throws Error (try_again) with `hint` where it is not free within `patience`.
FileLock lock_collect(const std::string& state_dir, Clock& clock,
                      Milliseconds patience, const std::string& hint);

// Whether the twig has rows pending.
bool has_pending(const std::string& state_dir, const std::string& twig);

// Removes the twigs' rows from pending.jsonl; the caller holds the collect
// lock.
void remove_pending_rows(const std::string& state_dir,
                         const std::set<std::string>& twigs);

// Takes back what a twig that is denied has pending; takes the collect lock.
// Should the person allow it again, that begins a new epoch. Throws Error
// (try_again) where a run holds the lock for longer than `patience`.
void forget_pending(const std::string& state_dir, const std::string& twig,
                    Clock& clock, Milliseconds patience = Seconds{10});

}  // namespace flk
