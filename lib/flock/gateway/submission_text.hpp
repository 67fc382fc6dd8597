// SPDX-License-Identifier: GPL-3.0-or-later
// What the parts of SubmissionReader share: the words of refusals, as the
// predecessor's.

#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include <flock/record/identity.hpp>

namespace flk::submission_detail {

// In the place of an identity that is still to come.
inline constexpr RecordIdentity::Text kNoId{};

inline std::string_view view(const RecordIdentity::Text& text) {
  return {text.data(), text.size()};
}

inline constexpr const char* kWrongHost =
    "does not contain the correct hostIdentifier";
inline constexpr const char* kInvalid = "Invalid JSON object";
inline constexpr const char* kNoArray = "Data is not an array";
inline constexpr const char* kNoObject = "is not an object";
inline constexpr const char* kGatewaysOwn =
    "is of a type that only the gateway makes";

inline std::string item(std::size_t index, std::string_view fault) {
  return "Item " + std::to_string(index) + " " + std::string(fault);
}

}  // namespace flk::submission_detail
