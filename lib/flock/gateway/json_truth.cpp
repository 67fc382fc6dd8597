// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/gateway/json_truth.hpp>

namespace flk {

bool is_falsy(const JsonValue& value) {
  switch (value.type()) {
    case JsonType::null:
      return true;
    case JsonType::boolean:
      return value.raw() == "false";
    case JsonType::string:
      return value.raw() == "\"\"";
    case JsonType::number: {
      // Zero where the digits before an exponent are.
      const auto digits =
          value.raw().substr(0, value.raw().find_first_of("eE"));
      return digits.find_first_of("123456789") == std::string_view::npos;
    }
    case JsonType::object:
      return !(value.members().begin() != value.members().end());
    case JsonType::array:
      return !(value.elements().begin() != value.elements().end());
  }
  return false;
}

}  // namespace flk
