// SPDX-License-Identifier: GPL-3.0-or-later
// JSON text as spans: validated whole, never copied, so that what a tool has
// no business with keeps its bytes. simdjson finds the tokens; the walk over
// them is ours, since no tree and no conversion is wanted.

#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <iterator>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace simdjson::internal {
class dom_parser_implementation;
}

namespace flk {

enum class JsonType : std::uint8_t {
  null,
  boolean,
  number,
  string,
  object,
  array
};

// One token or container, in the order of the text; an object's children are
// key, value, key, value and so on.
struct JsonNode {
  std::uint32_t begin;  // offset of the first byte, in bytes
  std::uint32_t end;    // one past the last
  std::uint32_t next;   // index of the first node behind this one's children
  JsonType type;
  bool escaped;  // a string with a backslash
};

// a == b. Keys are short and compared by the million: two loads instead of a
// call of memcmp().
inline bool same_text(std::string_view a, std::string_view b) {
  const auto load = [](const char* from, auto number) {
    std::memcpy(&number, from, sizeof number);
    return number;
  };
  const auto same = [&](auto zero) {
    const auto behind = a.size() - sizeof zero;
    return load(a.data(), zero) == load(b.data(), zero) &&
           load(a.data() + behind, zero) == load(b.data() + behind, zero);
  };
  if (a.size() != b.size()) return false;
  if (a.size() > 16) return std::memcmp(a.data(), b.data(), a.size()) == 0;
  if (a.size() >= 8) return same(std::uint64_t{0});
  if (a.size() >= 4) return same(std::uint32_t{0});
  if (a.size() >= 2) return same(std::uint16_t{0});
  return a.empty() || a[0] == b[0];
}

class JsonMembers;
class JsonElements;

// A view of one value; valid until the parser that made it parses again or
// the text goes. Cheap to copy.
class JsonValue {
 public:
  JsonValue(std::string_view text, const JsonNode* nodes, std::uint32_t index)
      : text_(text), nodes_(nodes), index_(index) {}

  JsonType type() const { return node().type; }
  // The value's bytes as they stand in the text, quotes and braces included.
  std::string_view raw() const {
    return {text_.data() + node().begin, node().end - node().begin};
  }

  // Objects. Keys are compared decoded: "pa\u0074h" is path. Any other type
  // has no members.
  std::optional<JsonValue> find(std::string_view key) const;
  JsonMembers members() const;
  // Arrays. Any other type has no elements.
  JsonElements elements() const;

  // Strings.
  bool is_string() const { return type() == JsonType::string; }
  // False for other types.
  bool equals(std::string_view text) const {
    if (!is_string()) return false;
    return node().escaped ? same_text(decoded(), text)
                          : same_text(inner(), text);
  }
  std::string decoded() const;  // empty for other types
  // decoded() without a copy where nothing is escaped, else in `buffer`.
  std::string_view decoded(std::string& buffer) const;

  // A number that is written as an integer and fits; nullopt for all else.
  std::optional<std::int64_t> integer() const;

  const JsonNode& node() const { return nodes_[index_]; }
  std::string_view text() const { return text_; }

 private:
  friend class JsonMembers;
  friend class JsonElements;
  std::string_view inner() const {
    return {text_.data() + node().begin + 1, node().end - node().begin - 2};
  }
  std::string_view unescaped(std::string& buffer) const;
  JsonValue at(std::uint32_t index) const { return {text_, nodes_, index}; }

  std::string_view text_;
  const JsonNode* nodes_;
  std::uint32_t index_;
};

struct JsonMember {
  JsonValue key;
  JsonValue value;
};

// for (const auto member : value.members())
class JsonMembers {
 public:
  class Iterator {
   public:
    Iterator(const JsonValue& parent, std::uint32_t index)
        : parent_(parent), index_(index) {}
    JsonMember operator*() const {
      return {parent_.at(index_), parent_.at(index_ + 1)};
    }
    Iterator& operator++() {
      index_ = parent_.at(index_ + 1).node().next;
      return *this;
    }
    bool operator!=(const Iterator& other) const {
      return index_ != other.index_;
    }

   private:
    JsonValue parent_;
    std::uint32_t index_;
  };

  explicit JsonMembers(const JsonValue& object) : object_(object) {}
  Iterator begin() const { return {object_, object_.index_ + 1}; }
  Iterator end() const {
    const bool any = object_.type() == JsonType::object;
    return {object_, any ? object_.node().next : object_.index_ + 1};
  }

 private:
  JsonValue object_;
};

// for (const auto element : value.elements())
class JsonElements {
 public:
  class Iterator {
   public:
    Iterator(const JsonValue& parent, std::uint32_t index)
        : parent_(parent), index_(index) {}
    JsonValue operator*() const { return parent_.at(index_); }
    Iterator& operator++() {
      index_ = parent_.at(index_).node().next;
      return *this;
    }
    bool operator!=(const Iterator& other) const {
      return index_ != other.index_;
    }

   private:
    JsonValue parent_;
    std::uint32_t index_;
  };

  explicit JsonElements(const JsonValue& array) : array_(array) {}
  Iterator begin() const { return {array_, array_.index_ + 1}; }
  Iterator end() const {
    const bool any = array_.type() == JsonType::array;
    return {array_, any ? array_.node().next : array_.index_ + 1};
  }

 private:
  JsonValue array_;
};

inline JsonMembers JsonValue::members() const { return JsonMembers{*this}; }

inline JsonElements JsonValue::elements() const { return JsonElements{*this}; }

inline std::string_view JsonValue::decoded(std::string& buffer) const {
  if (!is_string()) return {};
  return node().escaped ? unescaped(buffer) : inner();
}

// Parses one JSON text at a time, in memory that it keeps.
class JsonParser {
 public:
  static constexpr std::size_t kMaxDepth = 64;

  JsonParser();
  JsonParser(JsonParser&&) noexcept;
  JsonParser& operator=(JsonParser&&) noexcept;
  ~JsonParser();

  // The value that is all of `text`, which must stay in place. nullopt, with
  // error(), where `text` is not one JSON value (RFC 8259), not UTF-8, repeats
  // a key in an object (compared decoded), nests deeper than kMaxDepth, has a
  // number that overflows a double or a lone surrogate.
  // Linear in text.size(), at most 4 GiB; memory grows to the longest text.
  std::optional<JsonValue> parse(std::string_view text);

  // Why the last parse() failed, and the byte where it did.
  const std::string& error() const { return error_; }
  std::size_t error_offset() const { return error_offset_; }

 private:
  class Walk;

  std::unique_ptr<simdjson::internal::dom_parser_implementation> tokens_;
  std::size_t capacity_ = 0;
  std::vector<JsonNode> nodes_;  // as many as any text had so far
  std::string error_;
  std::size_t error_offset_ = 0;
};

}  // namespace flk
