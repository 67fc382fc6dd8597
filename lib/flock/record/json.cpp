// SPDX-License-Identifier: GPL-3.0-or-later
// The walk over simdjson's structural indexes: the offset of every { } [ ] : ,
// and of the first byte of every scalar. A scalar therefore ends at the last
// byte before the next index that is no white space.

#include <flock/record/json.hpp>

#include <simdjson.h>

#include <algorithm>
#include <charconv>

#include <flock/base/error.hpp>
#include <flock/record/json_scalar.hpp>

namespace flk {
namespace {

constexpr std::size_t kSmallObject = 16;  // above it, sorting finds repeats

bool is_space(char c) {
  return c == ' ' || c == '\n' || c == '\r' || c == '\t';
}

// What simdjson's first stage says of a text.
std::string describe(simdjson::error_code error) {
  switch (error) {
    case simdjson::EMPTY:
      return "empty";
    case simdjson::UTF8_ERROR:
      return "invalid UTF-8";
    case simdjson::UNCLOSED_STRING:
      return "a string is not closed";
    case simdjson::UNESCAPED_CHARS:
      return "a control character in a string is not escaped";
    default:
      return simdjson::error_message(error);
  }
}

}  // namespace

std::optional<JsonValue> JsonValue::find(std::string_view key) const {
  for (const auto member : members()) {
    if (member.key.equals(key)) return member.value;
  }
  return std::nullopt;
}

JsonMembers JsonValue::members() const { return JsonMembers{*this}; }

JsonElements JsonValue::elements() const { return JsonElements{*this}; }

bool JsonValue::equals(std::string_view text) const {
  if (!is_string()) return false;
  return node().escaped ? decoded() == text : inner() == text;
}

std::string JsonValue::decoded() const {
  std::string buffer;
  return std::string(decoded(buffer));
}

std::string_view JsonValue::decoded(std::string& buffer) const {
  if (!is_string()) return {};
  if (!node().escaped) return inner();
  buffer.clear();
  append_unescaped(buffer, inner());
  return buffer;
}

std::optional<std::int64_t> JsonValue::integer() const {
  if (type() != JsonType::number) return std::nullopt;
  std::int64_t value = 0;
  const auto digits = raw();
  const char* end = digits.data() + digits.size();
  const auto [rest, error] = std::from_chars(digits.data(), end, value);
  if (error != std::errc{} || rest != end) return std::nullopt;
  return value;
}

class JsonParser::Walk {
 public:
  Walk(JsonParser& parser, std::string_view text)
      : parser_(parser),
        text_(text),
        indexes_(parser.tokens_->structural_indexes.get()),
        count_(parser.tokens_->n_structural_indexes) {}

  bool document() {
    if (!value(0)) return false;
    return at_ == count_ || fail("text behind the value");
  }

 private:
  // The structural byte at hand; NUL at the end.
  char peek() const { return at_ < count_ ? text_[indexes_[at_]] : '\0'; }
  std::size_t offset() const {
    return at_ < count_ ? indexes_[at_] : text_.size();
  }

  bool fail(std::string reason) {
    parser_.error_ = std::move(reason);
    parser_.error_offset_ = offset();
    return false;
  }

  std::uint32_t add(JsonType type, bool escaped = false) {
    const auto begin = static_cast<std::uint32_t>(offset());
    const auto index = static_cast<std::uint32_t>(parser_.nodes_.size());
    parser_.nodes_.push_back({begin, begin + 1, index + 1, type, escaped});
    return index;
  }

  // Closes the container at `index`, whose last byte is at hand.
  void close(std::uint32_t index) {
    auto& node = parser_.nodes_[index];
    node.end = static_cast<std::uint32_t>(offset()) + 1;
    node.next = static_cast<std::uint32_t>(parser_.nodes_.size());
    ++at_;
  }

  bool value(std::size_t depth) {
    switch (peek()) {
      case '{':
        return object(depth + 1);
      case '[':
        return array(depth + 1);
      case '"':
        return string();
      case '}':
      case ']':
      case ',':
      case ':':
      case '\0':
        return fail("a value is missing");
      default:
        return scalar();
    }
  }

  bool object(std::size_t depth) {
    if (depth > kMaxDepth) return too_deep();
    const auto index = add(JsonType::object);
    const auto first_key = parser_.keys_.size();
    ++at_;
    if (peek() != '}') {
      do {
        if (!member(depth)) return false;
      } while (take(','));
      if (peek() != '}') return fail("',' or '}' is missing");
    }
    if (!keys_differ(first_key)) return false;
    parser_.keys_.resize(first_key);
    close(index);
    return true;
  }

  bool member(std::size_t depth) {
    if (peek() != '"') return fail("a key is missing");
    const auto index = static_cast<std::uint32_t>(parser_.nodes_.size());
    if (!string()) return false;
    remember_key(index);
    if (!take(':')) return fail("':' is missing");
    return value(depth);
  }

  bool array(std::size_t depth) {
    if (depth > kMaxDepth) return too_deep();
    const auto index = add(JsonType::array);
    ++at_;
    if (peek() != ']') {
      do {
        if (!value(depth)) return false;
      } while (take(','));
      if (peek() != ']') return fail("',' or ']' is missing");
    }
    close(index);
    return true;
  }

  bool take(char c) {
    if (peek() != c) return false;
    ++at_;
    return true;
  }

  bool too_deep() {
    return fail("nested deeper than " + std::to_string(kMaxDepth));
  }

  // The bytes of the scalar at hand.
  std::string_view span() const {
    std::size_t end = at_ + 1 < count_ ? indexes_[at_ + 1] : text_.size();
    while (is_space(text_[end - 1])) --end;
    return text_.substr(offset(), end - offset());
  }

  bool string() {
    const auto bytes = span();
    if (bytes.size() < 2 || bytes.back() != '"') {
      return fail("text behind a string");
    }
    const auto inner = bytes.substr(1, bytes.size() - 2);
    const bool escaped = inner.find('\\') != std::string_view::npos;
    if (escaped && !escapes_are_valid(inner)) {
      return fail("an invalid escape in a string");
    }
    finish_scalar(add(JsonType::string, escaped), bytes);
    return true;
  }

  bool scalar() {
    const auto bytes = span();
    JsonType type = JsonType::number;
    if (bytes == "null") {
      type = JsonType::null;
    } else if (bytes == "true" || bytes == "false") {
      type = JsonType::boolean;
    } else if (const auto reason = number_fault(bytes)) {
      return fail(reason);
    }
    finish_scalar(add(type), bytes);
    return true;
  }

  void finish_scalar(std::uint32_t index, std::string_view bytes) {
    auto& node = parser_.nodes_[index];
    node.end = node.begin + static_cast<std::uint32_t>(bytes.size());
    ++at_;
  }

  void remember_key(std::uint32_t index) {
    const JsonValue key{text_, parser_.nodes_.data(), index};
    if (key.node().escaped) {
      parser_.decoded_keys_.push_back(key.decoded());
      parser_.keys_.push_back(parser_.decoded_keys_.back());
    } else {
      std::string unused;
      parser_.keys_.push_back(key.decoded(unused));
    }
  }

  bool keys_differ(std::size_t first) {
    const auto begin =
        parser_.keys_.begin() + static_cast<std::ptrdiff_t>(first);
    const auto end = parser_.keys_.end();
    auto repeated = end;
    if (parser_.keys_.size() - first <= kSmallObject) {
      for (auto key = begin; key != end && repeated == end; ++key) {
        if (std::find(begin, key, *key) != key) repeated = key;
      }
    } else {
      std::sort(begin, end);
      repeated = std::adjacent_find(begin, end);
    }
    return repeated == end || fail("duplicate key " + quoted(*repeated));
  }

  JsonParser& parser_;
  std::string_view text_;
  const std::uint32_t* indexes_;
  std::uint32_t count_;
  std::uint32_t at_ = 0;
};

JsonParser::JsonParser() = default;
JsonParser::JsonParser(JsonParser&&) noexcept = default;
JsonParser& JsonParser::operator=(JsonParser&&) noexcept = default;
JsonParser::~JsonParser() = default;

std::optional<JsonValue> JsonParser::parse(std::string_view text) {
  constexpr std::size_t kLeast = 65536;
  if (text.size() > capacity_ || !tokens_) {
    capacity_ = std::max({kLeast, text.size(), capacity_ * 2});
    if (simdjson::get_active_implementation()->create_dom_parser_implementation(
            capacity_, kMaxDepth, tokens_) != simdjson::SUCCESS) {
      throw Error(ErrorKind::try_again, "cannot allocate memory for " +
                                            std::to_string(text.size()) +
                                            " bytes of JSON");
    }
  }
  nodes_.clear();
  keys_.clear();
  decoded_keys_.clear();
  if (text.empty()) {
    error_ = "empty";
    error_offset_ = 0;
    return std::nullopt;
  }
  const auto stage1 =
      tokens_->stage1(reinterpret_cast<const std::uint8_t*>(text.data()),
                      text.size(), simdjson::stage1_mode::regular);
  if (stage1 != simdjson::SUCCESS) {
    error_ = describe(stage1);
    error_offset_ = 0;
    return std::nullopt;
  }
  if (!Walk{*this, text}.document()) return std::nullopt;
  return JsonValue{text, nodes_.data(), 0};
}

}  // namespace flk
