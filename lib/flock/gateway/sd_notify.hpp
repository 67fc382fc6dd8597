// SPDX-License-Identifier: GPL-3.0-or-later
// Tells systemd what the service does: sd_notify(3), by the protocol alone.

#pragma once

#include <string_view>

namespace flk {

// Sends `state`, READY=1 say, to $NOTIFY_SOCKET; nothing where there is none.
void notify_service_manager(std::string_view state);

}  // namespace flk
