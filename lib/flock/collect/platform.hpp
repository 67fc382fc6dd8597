// SPDX-License-Identifier: GPL-3.0-or-later
// The platform that this was built for, as osquery's packs name it.

#pragma once

namespace flk {

#if defined(__APPLE__)
inline constexpr char kPlatform[] = "darwin";
#else
inline constexpr char kPlatform[] = "linux";
#endif

}  // namespace flk
