// SPDX-License-Identifier: GPL-3.0-or-later
// What must hold of every record, over generated ones.

#include <algorithm>
#include <gtest/gtest.h>
#include <random>
#include <string>
#include <vector>

#include <flock/base/encoding.hpp>
#include <flock/base/json_text.hpp>
#include <flock/base/utf8.hpp>
#include <flock/policy/redactor.hpp>

#include "support/records.hpp"

namespace flk {
namespace {

constexpr std::size_t kWindow = 6;

// Makes records of the twig t: columns k… are kept, all others not to be seen.
class Generator {
 public:
  explicit Generator(unsigned seed) : random_(seed) {}

  struct Made {
    std::string line;
    std::vector<std::string> secrets;
    std::vector<std::string> kept;  // JSON texts
  };

  Made record() {
    made_ = {};
    std::string line = R"({"name":"t","hostIdentifier":"h","unixTime":1)";
    line += R"(,"decorations":{"user":)" + secret() + "}";
    switch (below(3)) {
      case 0:
        line += ",\"columns\":" + row();
        break;
      case 1:
        line += ",\"snapshot\":" + rows();
        break;
      default:
        // One after the other: made_.kept has the values in their order.
        line += R"(,"diffResults":{"added":)" + rows();
        line += ",\"removed\":" + rows();
        line += ",\"other\":" + secret() + "}";
    }
    line += ",\"action\":\"added\"," + secret() + ":1}";
    made_.line = line;
    return made_;
  }

 private:
  std::uint32_t below(std::uint32_t bound) {
    return static_cast<std::uint32_t>(random_() % bound);
  }

  std::string rows() {
    std::string list;
    for (auto count = 1 + below(3); count > 0; --count) {
      list += (list.empty() ? "[" : ", ") + row();
    }
    return list + "]";
  }

  std::string row() {
    static constexpr const char* kColumns[] = {
        "k0",        "drop",
        "k1",        "mask",
        "pseudonym", "k2",
        "seal",      "truncate",
        "home",      "command",
        "domain",    "prefix",
        "day",       "minor",
        "replace",   "when",
        "unnamed",   "\\u006bx\\u0031"};  // an escaped name that no rule has
    std::string row = "{";
    for (const std::string name : kColumns) {
      if (below(5) == 0 && name != "k0") continue;
      if (row.size() > 1) row += below(2) == 0 ? "," : " , ";
      row += "\"" + name + "\":";
      if (name[0] == 'k') {
        made_.kept.push_back(value());
        row += made_.kept.back();
      } else if (const auto text = partly_removed(name); !text.empty()) {
        row += json_string(text);
      } else {
        row += below(4) == 0 ? nested() : secret();
      }
    }
    return row + "}";
  }

  // A text of which the column's rule removes a planted part; empty for
  // columns of which nothing is to be seen.
  std::string partly_removed(const std::string& column) {
    if (column == "truncate") return "seen" + word();
    if (column == "home") {
      return below(2) == 0 ? "see /home/" + word() + "/bin ~" + word()
                           : "/home/" + word() + control() + word() + "/bin";
    }
    if (column == "command") {
      return "curl -u " + word() + " --data=" + word() + " https://" + word() +
             ".example.com/ ftp://10.0.0.1" + control() + word() + " /dev/" +
             word() + "/x";
    }
    if (column == "domain") {
      return word() + ".example.com, localhost " + word() + ".local,10.0.0.1" +
             control() + word();
    }
    if (column == "prefix") return "10.0.0.1" + control() + word();
    if (column == "day") return "2026-11-23T07" + control() + word();
    if (column == "minor") return "12.1" + control() + word();
    if (column == "replace") return "seen" + control() + word();
    return {};
  }

  // What may end a text for whoever takes it for C's, or nothing.
  std::string control() {
    static constexpr char kControls[] = {'\0', '\x01', '\x7f', '\b'};
    const auto which = below(std::size(kControls) + 1);
    if (which == std::size(kControls)) return {};
    return {kControls[which]};
  }

  // Letters to be removed, wherever they stand.
  std::string word() {
    std::string text;
    for (auto length = 8 + below(12); length > 0; --length) {
      text += static_cast<char>('a' + below(26));
    }
    made_.secrets.push_back(text);
    return text;
  }

  std::string nested() {
    return below(2) == 0 ? "[1," + secret() + "]" : "{" + secret() + ":null}";
  }

  // JSON that is easily spelt differently by whoever does not keep bytes.
  std::string value() {
    static constexpr const char* kValues[] = {
        R"("\u0061\/\n")",
        "1.50e1",
        "18446744073709551616",
        "-0.0",
        "null",
        R"({ "b" : [ 1 , "\u00e9" ] , "a":{} })",
        "\"\u00e9\"",
        "true"};
    return kValues[below(std::size(kValues))];
  }

  // A JSON string; of each six characters one is no letter of base64url.
  std::string secret() {
    static constexpr std::string_view kMarks[] = {
        "@", "#", "\u00e9", " ", "\"", "\n", "\x01", std::string_view("", 1)};
    std::string text;
    for (auto length = 12 + below(30); length > 0; --length) {
      if (length % 4 == 0) {
        text += kMarks[below(std::size(kMarks))];
      } else {
        text += static_cast<char>('a' + below(26));
      }
    }
    made_.secrets.push_back(text);
    return below(2) == 0 ? json_string(text) : escaped(text);
  }

  // With every ASCII character as \u00XX.
  static std::string escaped(const std::string& text) {
    std::string out = "\"";
    for (const char c : text) {
      const auto byte = static_cast<unsigned char>(c);
      out += byte < 0x80 ? "\\u00" + to_hex({&c, 1}) : std::string(1, c);
    }
    return out + "\"";
  }

  std::mt19937 random_;
  Made made_;
};

std::string percent_encoded(std::string_view text) {
  std::string out;
  for (const char c : text) out += "%" + to_hex({&c, 1});
  return out;
}

std::string escaped_whole(std::string_view text) {
  std::string out;
  for (const char c : text) out += "\\u00" + to_hex({&c, 1});
  return out;
}

std::string upper(std::string text) {
  for (char& c : text) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  }
  return text;
}

// As URLs have it: what needs no escape has none.
std::string url_encoded(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    out += plain ? std::string(1, c) : upper(percent_encoded({&c, 1}));
  }
  return out;
}

// What base64 makes of `text` where `before` bytes stand before it: the
// characters that depend on nothing else.
std::string base64_of(const std::string& text, std::size_t before) {
  const auto encoded = to_base64(std::string(before, '.') + text);
  const auto first = (8 * before + 5) / 6;
  const auto last = 8 * (before + text.size()) / 6;
  return encoded.substr(first, last - first);
}

std::string url_safe(std::string base64) {
  std::replace(base64.begin(), base64.end(), '+', '-');
  std::replace(base64.begin(), base64.end(), '/', '_');
  return base64;
}

// The spellings of `window` to look for.
std::vector<std::string> spellings(const std::string& window) {
  const auto json = json_string(window);
  std::vector<std::string> all{window,
                               json.substr(1, json.size() - 2),
                               to_hex(window),
                               upper(to_hex(window)),
                               percent_encoded(window),
                               upper(percent_encoded(window)),
                               url_encoded(window),
                               escaped_whole(window)};
  for (std::size_t before = 0; before < 3; ++before) {
    all.push_back(base64_of(window, before));
    all.push_back(url_safe(all.back()));
  }
  return all;
}

void expect_hidden(const std::string& secret, const std::string& out) {
  for (std::size_t at = 0; at + kWindow <= secret.size(); ++at) {
    const auto window = secret.substr(at, kWindow);
    if (!is_utf8(window)) continue;
    for (const auto& text : spellings(window)) {
      ASSERT_EQ(out.find(text), std::string::npos) << text << "\n" << out;
    }
  }
}

class RedactorProperty : public testing::Test {
 protected:
  RedactorProperty() {
    keys_.pseudonym = SecretBytes{32};
    keys_.seal_public = SealKeyPair::generate().public_key;
  }

  const Policy policy_ = Policy::parse(
      R"({"members":["name","unixTime","action"],"twigs":{"t":{"columns":{
          "k0":"keep","k1":"keep","k2":"keep","drop":"drop","mask":"mask",
          "pseudonym":"pseudonym","seal":"seal",
          "truncate":{"action":"truncate","characters":4},
          "home":{"action":"generalize","to":"home"},
          "command":{"action":"generalize","to":"command"},
          "domain":{"action":"generalize","to":"domain"},
          "prefix":{"action":"generalize","to":"prefix"},
          "day":{"action":"generalize","to":"day"},
          "minor":{"action":"generalize","to":"minor"},
          "replace":{"action":"replace","pattern":"(?s)^(seen|).+$",
                     "with":"\\1"},
          "when":[{"action":"keep","when":{"column":"k0","equals":"never"}},
                  "mask"]}}}})",
      "p");
  PolicyKeys keys_;
};

TEST_F(RedactorProperty, NothingOfASecretShowsAndWhatIsKeptKeepsItsBytes) {
  Redactor redactor{policy_, keys_};
  Generator generator{11};
  JsonParser parser;
  for (int i = 0; i < 150; ++i) {
    const auto made = generator.record();
    const ParsedRecord record{made.line};
    std::string out;
    ASSERT_EQ(redactor.redact(*record, out), RedactOutcome::passed);
    ASSERT_TRUE(parser.parse(out)) << parser.error() << "\n" << out;
    for (const auto& secret : made.secrets) expect_hidden(secret, out);
    std::size_t at = 0;
    for (const auto& kept : made.kept) {
      at = out.find(":" + kept, at);
      ASSERT_NE(at, std::string::npos) << kept << "\n" << out;
      at += kept.size();
    }
  }
}

TEST(RedactorIdempotence, HoldsForAllActionsThatNeedNoKeyButReplace) {
  const auto policy = Policy::parse(
      R"({"members":["name","unixTime","action"],"twigs":{"t":{"columns":{
          "k0":"keep","k1":{"action":"truncate","characters":3},"mask":"mask",
          "k2":{"action":"generalize","to":"home"},
          "drop":{"action":"generalize","to":"command"},
          "seal":{"action":"generalize","to":"day"},
          "pseudonym":{"action":"generalize","to":"domain"}}}}})",
      "p");
  const PolicyKeys keys;
  Redactor redactor{policy, keys};
  Generator generator{12};
  for (int i = 0; i < 400; ++i) {
    const ParsedRecord record{generator.record().line};
    std::string once;
    ASSERT_EQ(redactor.redact(*record, once), RedactOutcome::passed);
    const ParsedRecord again{once};
    std::string twice;
    ASSERT_EQ(redactor.redact(*again, twice), RedactOutcome::passed);
    ASSERT_EQ(twice, once);
  }
}

}  // namespace
}  // namespace flk
