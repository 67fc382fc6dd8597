// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/policy/pack.hpp>

#include <algorithm>
#include <charconv>
#include <initializer_list>
#include <optional>
#include <set>

#include <flock/base/error.hpp>
#include <flock/base/utf8.hpp>
#include <flock/record/json.hpp>

namespace flk {
namespace {

constexpr std::int64_t kMaxInterval = 604800;  // osquery's own limit, 7 days
constexpr std::size_t kMaxIdBytes = 100;       // it names a file
constexpr std::string_view kBlanks = " \t\r";

struct Platforms {
  bool darwin = true;
  bool linux = true;
};

// A pack's text as JSON: osquery takes lines that begin with # or // for
// comments, and a backslash at a line's end for a continued line.
class PackText {
 public:
  explicit PackText(std::string_view text) {
    while (!text.empty()) {
      const auto end = std::min(text.find('\n'), text.size() - 1);
      append_line(text.substr(0, end + 1));
      text.remove_prefix(end + 1);
    }
  }

  const std::string& json() const { return json_; }

  // The line, from 1, that the byte at `offset` of json() came from.
  std::size_t line_of(std::size_t offset) const {
    const auto end = json_.begin() + static_cast<std::ptrdiff_t>(offset);
    const auto joined = std::count_if(joins_.begin(), joins_.end(),
                                      [&](auto at) { return at <= offset; });
    return static_cast<std::size_t>(std::count(json_.begin(), end, '\n') +
                                    joined + 1);
  }

 private:
  void append_line(std::string_view line) {
    const bool continues =
        !joins_.empty() && joins_.back() == json_.size() && !json_.empty();
    const auto first = line.find_first_not_of(kBlanks);
    const auto text = first == line.npos ? line : line.substr(first);
    if (!continues && (text.starts_with('#') || text.starts_with("//"))) {
      json_ += '\n';
    } else if (line.ends_with("\\\n")) {
      json_ += line.substr(0, line.size() - 2);
      joins_.push_back(json_.size());
    } else {
      json_ += line;
    }
  }

  std::string json_;
  std::vector<std::size_t> joins_;  // where two lines became one
};

bool is_one_of(std::string_view word,
               std::initializer_list<std::string_view> words) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

// osquery's names of queries may have any character; an id has _ for those
// that would not do in the name of a file.
std::string id_of(std::string_view name) {
  std::string id;
  while (!name.empty()) {
    const auto character = name.substr(0, utf8_sequence_length(name));
    const char c = character[0];
    const bool fits = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                      (c >= '0' && c <= '9') || c == '-';
    id += fits ? c : '_';
    name.remove_prefix(character.size());
  }
  return id;
}

// Whether a terminal shows another text than the one that is there: control
// characters, and those that are invisible or turn the direction of writing.
// `character` is one UTF-8 character.
bool misleads(std::string_view character) {
  if (character.size() == 1) {
    const auto byte = static_cast<unsigned char>(character[0]);
    return byte < 0x20 || byte == 0x7f;
  }
  if (character.size() == 2) {
    return character >= "\u0080" && character <= "\u009f";
  }
  const auto within = [&](std::string_view first, std::string_view last) {
    return character >= first && character <= last;
  };
  return character.size() == 3 &&
         (within("\u200b", "\u200f") || within("\u2028", "\u202e") ||
          within("\u2060", "\u206f") || character == "\ufeff");
}

// What a person agrees to must be what she sees.
bool is_plain_text(std::string_view text, std::string_view allowed) {
  while (!text.empty()) {
    const auto character = text.substr(0, utf8_sequence_length(text));
    if (misleads(character) && allowed.find(character) == allowed.npos) {
      return false;
    }
    text.remove_prefix(character.size());
  }
  return true;
}

class PackReader {
 public:
  explicit PackReader(const std::string& source) : source_(source) {}

  std::vector<Twig> read(std::string_view text) {
    const PackText pack{text};
    JsonParser parser;
    const auto root = parser.parse(pack.json());
    if (!root) {
      fail("line " + std::to_string(pack.line_of(parser.error_offset())) +
           ": " + parser.error());
    }
    const auto queries = root->find("queries");
    if (!queries || queries->type() != JsonType::object) {
      fail("it has no object 'queries'");
    }
    const auto platforms = platforms_of(*root);
    std::vector<Twig> twigs;
    std::set<std::string> ids;
    for (const auto member : queries->members()) {
      auto twig = twig_of(member, platforms);
      if (twig.platforms.empty()) continue;
      if (!ids.insert(twig.id).second) {
        fail("another query has the same name but for its punctuation");
      }
      twigs.push_back(std::move(twig));
    }
    return twigs;
  }

 private:
  [[noreturn]] void fail(const std::string& reason) const {
    std::string message = "cannot use pack " + quoted(source_) + ": ";
    if (!id_.empty()) message += "query " + quoted(id_) + ": ";
    throw Error(ErrorKind::config, message + reason,
                "see flock-catalogue(5) for the format");
  }

  Twig twig_of(const JsonMember& member, const Platforms& pack) {
    id_ = id_of(member.key.decoded());
    if (id_.empty() || id_.size() > kMaxIdBytes) {
      fail("a query's name must have 1 to " + std::to_string(kMaxIdBytes) +
           " characters");
    }
    const auto& query = member.value;
    if (query.type() != JsonType::object) fail("it is not an object");
    Twig twig;
    twig.id = id_;
    twig.title = text_of(query, "description", "");
    twig.purpose = text_of(query, "value", "");
    twig.sql = text_of(query, "query", "\t\r\n");
    if (twig.sql.find_first_not_of("\t\r\n ;") == std::string::npos) {
      fail("it has no 'query'");
    }
    twig.interval = interval_of(query, twig.interval);
    twig.per_user = flag_of(query, "per_user");
    const auto own = platforms_of(query);
    if (own.darwin && pack.darwin) twig.platforms.emplace_back("darwin");
    if (own.linux && pack.linux) twig.platforms.emplace_back("linux");
    return twig;
  }

  // The string member `key`, empty where there is none.
  std::string text_of(const JsonValue& object, std::string_view key,
                      std::string_view allowed) const {
    const auto value = object.find(key);
    if (!value) return {};
    const auto name = "'" + std::string(key) + "'";
    if (!value->is_string()) fail(name + " is not a string");
    auto text = value->decoded();
    if (!is_plain_text(text, allowed)) {
      fail(name + " has characters that a terminal does not show as they are");
    }
    return text;
  }

  // Packs have numbers and strings of digits alike.
  Seconds interval_of(const JsonValue& query, Seconds otherwise) const {
    const auto value = query.find("interval");
    if (!value) return otherwise;
    const std::string text =
        value->is_string() ? value->decoded() : std::string(value->raw());
    std::int64_t seconds = 0;
    const char* end = text.data() + text.size();
    const auto [rest, error] = std::from_chars(text.data(), end, seconds);
    if (error != std::errc{} || rest != end || seconds < 1 ||
        seconds > kMaxInterval) {
      fail("the interval " + quoted(text) + " is not one of 1 to " +
           std::to_string(kMaxInterval) + " seconds");
    }
    return Seconds{seconds};
  }

  bool flag_of(const JsonValue& query, std::string_view key) const {
    const auto value = query.find(key);
    if (!value) return false;
    if (value->type() != JsonType::boolean) {
      fail("'" + std::string(key) + "' is neither true nor false");
    }
    return value->raw() == "true";
  }

  Platforms platforms_of(const JsonValue& object) const {
    std::string text = text_of(object, "platform", "");
    if (text.empty()) return {};
    Platforms platforms{false, false};
    for (std::string_view rest = text; !rest.empty();) {
      const auto comma = std::min(rest.find(','), rest.size() - 1);
      add_platform(platforms, rest.substr(0, comma + 1));
      rest.remove_prefix(comma + 1);
    }
    return platforms;
  }

  void add_platform(Platforms& platforms, std::string_view word) const {
    if (word.ends_with(',')) word.remove_suffix(1);
    while (word.starts_with(' ')) word.remove_prefix(1);
    while (word.ends_with(' ')) word.remove_suffix(1);
    const bool both = is_one_of(word, {"posix", "any", "all"});
    const bool darwin = word == "darwin";
    const bool linux = is_one_of(word, {"linux", "ubuntu", "centos"});
    platforms.darwin |= both || darwin;
    platforms.linux |= both || linux;
    if (!both && !darwin && !linux &&
        !is_one_of(word, {"windows", "freebsd", "gentoo", ""})) {
      fail("unknown platform " + quoted(word));
    }
  }

  const std::string& source_;
  std::string id_;  // of the query at hand
};

}  // namespace

std::vector<Twig> parse_pack(std::string_view text, const std::string& source) {
  return PackReader{source}.read(text);
}

}  // namespace flk
