// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/gateway/glance.hpp>

namespace flk {

// By the key's first letter: most members are none of these.
Glance::Glance(const Record& record) {
  std::string buffer;
  bool any = false;
  bool gateways = false;
  for (const auto member : record.object().members()) {
    any = true;
    const auto key = member.key.decoded(buffer);
    const auto take = [&](std::string_view wanted, auto& value) {
      if (same_text(key, wanted)) value = member.value;
    };
    switch (key.empty() ? '\0' : key[0]) {
      case 'c':
        take("columns", columns);
        break;
      case 'h':
        take("hostIdentifier", host_identifier);
        break;
      case 'n':
        take("name", name);
        break;
      case 't':
        take("type", type);
        take("timestamp", timestamp);
        break;
      case 'u':
        take("unixTime", unix_time);
        [[fallthrough]];
      case '@':
      case 'e':
        gateways |= is_gateway_member(member.key);
        break;
      default:
        break;
    }
  }
  takes_members = any && !gateways;
}

bool is_agent_record(const Glance& glance) {
  std::string buffer;
  return glance.type && is_agent_record_type(glance.type->decoded(buffer));
}

}  // namespace flk
