// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/gateway/python_json.hpp>

#include <algorithm>

#include <flock/base/utf8.hpp>
#include <flock/record/json.hpp>

namespace flk {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool is_hex(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

// Whether the string `token` is this one.
bool is_key(std::string_view token, std::string_view key) {
  if (token.find('\\') == std::string_view::npos) {
    return token.substr(1, token.size() - 2) == key;
  }
  JsonParser parser;
  const auto decoded = parser.parse(token);
  return decoded && decoded->equals(key);
}

}  // namespace

void PythonJson::skip_spaces() {
  at_ = std::min(text_.find_first_not_of(" \t\r\n", at_), text_.size());
}

bool PythonJson::take(char c) {
  skip_spaces();
  if (!is(c)) return false;
  ++at_;
  return true;
}

bool PythonJson::at_end() {
  skip_spaces();
  return at_ == text_.size();
}

bool PythonJson::word(std::string_view word) {
  if (!text_.substr(at_).starts_with(word)) return false;
  at_ += word.size();
  return true;
}

bool PythonJson::digits() {
  const auto begin = at_;
  while (at_ < text_.size() && is_digit(text_[at_])) ++at_;
  return at_ > begin;
}

bool PythonJson::number() {
  if (is('-')) ++at_;
  if (word("Infinity")) return true;
  if (is('0')) {
    ++at_;
  } else if (!digits()) {
    return false;
  }
  if (is('.')) {
    ++at_;
    if (!digits()) return false;
  }
  if (!is('e') && !is('E')) return true;
  ++at_;
  if (is('+') || is('-')) ++at_;
  return digits();
}

bool PythonJson::scalar() {
  if (is('"')) return string().has_value();
  return word("true") || word("false") || word("null") || word("NaN") ||
         number();
}

// Behind the backslash.
bool PythonJson::escape() {
  constexpr std::size_t kHexDigits = 4;
  if (at_ == text_.size()) return false;
  const char c = text_[at_++];
  if (c != 'u') {
    return std::string_view("\"\\/bfnrt").find(c) != std::string_view::npos;
  }
  for (std::size_t i = 0; i < kHexDigits; ++i, ++at_) {
    if (at_ == text_.size() || !is_hex(text_[at_])) return false;
  }
  return true;
}

std::optional<std::string_view> PythonJson::string() {
  if (!take('"')) return std::nullopt;
  const auto begin = at_ - 1;
  while (at_ < text_.size()) {
    const auto c = static_cast<unsigned char>(text_[at_++]);
    if (c == '"') return text_.substr(begin, at_ - begin);
    if (c < ' ' || (c == '\\' && !escape())) return std::nullopt;
  }
  return std::nullopt;
}

bool PythonJson::key() { return string() && take(':'); }

// A scalar, an empty container, or what opens one that is not; `open` are the
// brackets that are to come.
bool PythonJson::begin_value(std::string& open) {
  while (true) {
    const bool object = take('{');
    if (!object && !take('[')) return scalar();
    if (open.size() == kMaxDepth) return false;
    const char end = object ? '}' : ']';
    if (take(end)) return true;
    open += end;
    if (object && !key()) return false;
  }
}

// What may stand behind a value: brackets, then a comma or the end of all.
bool PythonJson::end_values(std::string& open) {
  while (!open.empty()) {
    if (take(',')) return open.back() == ']' || key();
    if (!take(open.back())) return false;
    open.pop_back();
  }
  return true;
}

// No recursion: how deep it goes is up to whoever sends it.
std::optional<std::string_view> PythonJson::value() {
  skip_spaces();
  const auto begin = at_;
  std::string open;
  do {
    if (!begin_value(open) || !end_values(open)) return std::nullopt;
  } while (!open.empty());
  return text_.substr(begin, at_ - begin);
}

PythonArray::PythonArray(std::string_view text)
    : json_(text), good_(is_utf8(text) && json_.take('[')) {}

std::optional<std::string_view> PythonArray::next() {
  if (!good_) return std::nullopt;
  if (begun_ && !json_.take(',')) {
    whole_ = json_.take(']') && json_.at_end();
    good_ = false;
    return std::nullopt;
  }
  begun_ = true;
  const auto element = json_.value();
  good_ = element.has_value();
  return element;
}

bool is_python_array(std::string_view text) {
  PythonArray array{text};
  while (array.next()) {
  }
  return array.is_whole();
}

std::optional<std::string_view> last_member(std::string_view object,
                                            std::string_view key) {
  std::optional<std::string_view> found;
  PythonJson json{object};
  if (!json.take('{')) return found;
  do {
    const auto name = json.string();
    if (!name || !json.take(':')) break;
    const auto value = json.value();
    if (!value) break;
    if (is_key(*name, key)) found = value;
  } while (json.take(','));
  return found;
}

}  // namespace flk
