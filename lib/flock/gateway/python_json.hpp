// SPDX-License-Identifier: GPL-3.0-or-later
// JSON as the predecessor's server took it, by Python's json.loads(): RFC 8259,
// but for lone surrogates, keys that repeat, NaN, Infinity, numbers of any size
// and 1000 levels. It is cut into pieces of text, never decoded.

#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace flk {

// Walks over the text; each step says whether there is what it looks for.
class PythonJson {
 public:
  static constexpr std::size_t kMaxDepth = 1000;

  // `text` must stay in place.
  explicit PythonJson(std::string_view text) : text_(text) {}

  bool take(char c);  // spaces, then this character
  bool at_end();      // spaces, then nothing
  // Spaces, then one value: its text. Linear in that.
  std::optional<std::string_view> value();
  std::optional<std::string_view> string();

 private:
  void skip_spaces();
  bool key();
  bool scalar();
  bool number();
  bool digits();
  bool escape();
  bool begin_value(std::string& open);
  bool end_values(std::string& open);
  bool word(std::string_view word);
  bool is(char c) const { return at_ < text_.size() && text_[at_] == c; }

  std::string_view text_;
  std::size_t at_ = 0;
};

// The elements of the array that is all of a text.
class PythonArray {
 public:
  explicit PythonArray(std::string_view text);

  // nullopt behind the last, and where the text goes wrong.
  std::optional<std::string_view> next();
  // After the last: whether all of the text was one array, in UTF-8, of at
  // least one element.
  bool is_whole() const { return whole_; }

 private:
  PythonJson json_;
  bool begun_ = false;
  bool good_ = false;
  bool whole_ = false;
};

bool is_python_array(std::string_view text);

// The last member `key` of `object`, which PythonArray gave; nullopt where it
// is none, or has none.
std::optional<std::string_view> last_member(std::string_view object,
                                            std::string_view key);

}  // namespace flk
