// SPDX-License-Identifier: GPL-3.0-or-later
// The two folders of a laptop's tools, flock-tools(7), FILES.

#pragma once

#include <string>

namespace flk {

// $FLOCK_CONFIG_DIR, as root /etc/flock, else
// ${XDG_CONFIG_HOME:-~/.config}/flock. Nothing is made.
std::string config_dir();

// $FLOCK_STATE_DIR, as root /var/lib/flock, else
// ${XDG_STATE_HOME:-~/.local/state}/flock.
std::string state_dir();

}  // namespace flk
