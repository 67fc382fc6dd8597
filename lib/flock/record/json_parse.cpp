// SPDX-License-Identifier: GPL-3.0-or-later
// The walk over simdjson's structural indexes: the offset of every { } [ ] : ,
// and of the first byte of every scalar. A scalar therefore ends at the last
// byte before the next index that is no white space.

#include <flock/record/json.hpp>

#include <simdjson.h>

#include <algorithm>
#include <vector>

#include <flock/base/error.hpp>
#include <flock/record/json_keys.hpp>
#include <flock/record/json_scalar.hpp>

namespace flk {
namespace {

// One comparison for what hardly ever is.
bool is_space(char c) {
  return static_cast<unsigned char>(c) <= ' ' &&
         (c == ' ' || c == '\n' || c == '\r' || c == '\t');
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

class JsonParser::Walk {
 public:
  Walk(JsonParser& parser, std::string_view text)
      : parser_(parser),
        text_(text.data()),
        size_(static_cast<std::uint32_t>(text.size())),
        indexes_(parser.tokens_->structural_indexes.get()),
        count_(parser.tokens_->n_structural_indexes),
        has_escapes_(text.find('\\') != std::string_view::npos),
        nodes_(room(parser.nodes_, count_)) {}

  bool document() {
    if (!value(0)) return false;
    return at_ == count_ || fail("text behind the value");
  }

 private:
  // A node takes an index of its own and, unless it is a container that is
  // open, a separator's or a closing bracket's.
  static JsonNode* room(std::vector<JsonNode>& nodes, std::uint32_t count) {
    const auto most = count / 2 + kMaxDepth + 2;
    if (nodes.size() < most) nodes.resize(most);
    return nodes.data();
  }

  // The structural byte at hand; NUL at the end.
  char peek() const { return at_ < count_ ? text_[indexes_[at_]] : '\0'; }
  std::uint32_t offset() const { return at_ < count_ ? indexes_[at_] : size_; }

  bool fail(std::string reason) {
    parser_.error_ = std::move(reason);
    parser_.error_offset_ = offset();
    return false;
  }

  // Opens the container whose first byte is at hand.
  std::uint32_t open(JsonType type) {
    nodes_[made_] = {offset(), 0, 0, type, false};
    ++at_;
    return made_++;
  }

  // Closes the container at `index`, whose last byte is at hand.
  void close(std::uint32_t index) {
    nodes_[index].end = offset() + 1;
    nodes_[index].next = made_;
    ++at_;
  }

  [[gnu::always_inline]] bool value(std::size_t depth) {
    switch (peek()) {
      case '"':
        return string();
      case '{':
        return object(depth + 1);
      case '[':
        return array(depth + 1);
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
    const auto index = open(JsonType::object);
    if (peek() != '}') {
      do {
        if (!member(depth)) return false;
      } while (take(','));
      if (peek() != '}') return fail("',' or '}' is missing");
    }
    const JsonKeys keys{{text_, size_}, nodes_, index + 1, made_};
    if (!keys.differ())
      return fail("duplicate key " + flk::quoted(*keys.repeated()));
    close(index);
    return true;
  }

  [[gnu::always_inline]] bool member(std::size_t depth) {
    if (peek() != '"') return fail("a key is missing");
    if (!string()) return false;
    if (!take(':')) return fail("':' is missing");
    return value(depth);
  }

  bool array(std::size_t depth) {
    if (depth > kMaxDepth) return too_deep();
    const auto index = open(JsonType::array);
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

  // Where the scalar at hand ends.
  std::uint32_t end() const {
    auto end = at_ + 1 < count_ ? indexes_[at_ + 1] : size_;
    while (is_space(text_[end - 1])) --end;
    return end;
  }

  void add(std::uint32_t end, JsonType type, bool escaped) {
    nodes_[made_] = {offset(), end, made_ + 1, type, escaped};
    ++made_;
    ++at_;
  }

  [[gnu::always_inline]] bool string() {
    const auto begin = offset();
    const auto end = this->end();
    if (end - begin < 2 || text_[end - 1] != '"') {
      return fail("text behind a string");
    }
    const std::string_view inner{text_ + begin + 1, end - begin - 2};
    const bool escaped =
        has_escapes_ && inner.find('\\') != std::string_view::npos;
    if (escaped && !escapes_are_valid(inner)) {
      return fail("an invalid escape in a string");
    }
    add(end, JsonType::string, escaped);
    return true;
  }

  bool scalar() {
    const auto end = this->end();
    const std::string_view bytes{text_ + offset(), end - offset()};
    JsonType type = JsonType::number;
    if (same_text(bytes, "null")) {
      type = JsonType::null;
    } else if (same_text(bytes, "true") || same_text(bytes, "false")) {
      type = JsonType::boolean;
    } else if (const auto reason = number_fault(bytes)) {
      return fail(reason);
    }
    add(end, type, false);
    return true;
  }

  JsonParser& parser_;
  const char* text_;
  std::uint32_t size_;
  const std::uint32_t* indexes_;
  std::uint32_t count_;
  bool has_escapes_;
  JsonNode* nodes_;
  std::uint32_t made_ = 0;  // nodes
  std::uint32_t at_ = 0;    // in indexes_
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
