// SPDX-License-Identifier: GPL-3.0-or-later
// Pipes between filters.

#pragma once

namespace flk {

// Asks for a pipe of 1 MiB where `fd` is one, 64 KiB being usual: the fewer
// times two filters wait for each other, the faster are both. Only a hint: a
// system that does not do it is no error.
void widen_pipe(int fd);

}  // namespace flk
