// SPDX-License-Identifier: GPL-3.0-or-later
// Whether the keys of an object differ, compared decoded; for json_parse.cpp.

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <flock/record/json.hpp>

namespace flk {

class JsonKeys {
 public:
  // Of the object in `text` whose first key is the node `first` and whose last
  // node comes before `end`. Both must outlive this.
  JsonKeys(std::string_view text, const JsonNode* nodes, std::uint32_t first,
           std::uint32_t end)
      : text_(text), nodes_(nodes), first_(first), end_(end) {}

  bool differ() const;
  // A key that is there twice; nullopt where they differ.
  std::optional<std::string> repeated() const;

 private:
  std::uint64_t number_of(const JsonNode& key) const;

  std::string_view text_;
  const JsonNode* nodes_;
  std::uint32_t first_;
  std::uint32_t end_;
};

}  // namespace flk
