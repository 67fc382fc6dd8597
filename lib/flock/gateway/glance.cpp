// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/gateway/glance.hpp>

namespace flk {

// By the key's length: most members are none of these.
Glance::Glance(const Record& record) {
  std::string buffer;
  bool any = false;
  bool gateways = false;
  for (const auto member : record.object().members()) {
    any = true;
    const auto key = member.key.decoded(buffer);
    switch (key.size()) {
      case 4:
        if (key == "name") name = member.value;
        if (key == "type") type = member.value;
        break;
      case 7:
        if (key == "columns") columns = member.value;
        break;
      case 8:
        if (key == "unixTime") unix_time = member.value;
        gateways |= key == kUsernameMember;
        break;
      case 9:
        if (key == "timestamp") timestamp = member.value;
        gateways |= key == kUserNameMember;
        break;
      case 10:
        gateways |= key == kTimestampMember;
        break;
      case 14:
        if (key == "hostIdentifier") host_identifier = member.value;
        gateways |= key == kIngestedMember;
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
