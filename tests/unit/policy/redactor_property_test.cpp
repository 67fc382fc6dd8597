// SPDX-License-Identifier: GPL-3.0-or-later
// What must hold of every record, over generated ones.

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
        "k0", "drop", "k1",      "mask",           "pseudonym",
        "k2", "seal", "unnamed", "\\u006bx\\u0031"};  // an escaped name that no
                                                      // rule has
    std::string row = "{";
    for (const std::string name : kColumns) {
      if (below(5) == 0 && name != "k0") continue;
      if (row.size() > 1) row += below(2) == 0 ? "," : " , ";
      row += "\"" + name + "\":";
      if (name[0] == 'k') {
        made_.kept.push_back(value());
        row += made_.kept.back();
      } else {
        row += below(4) == 0 ? nested() : secret();
      }
    }
    return row + "}";
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
    static constexpr const char* kMarks[] = {"@", "#", "\u00e9", " ", "\""};
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

// The spellings of `window` to look for.
std::vector<std::string> spellings(const std::string& window) {
  const auto json = json_string(window);
  return {window,
          json.substr(1, json.size() - 2),
          to_base64(window).substr(0, 8),
          to_hex(window),
          upper(to_hex(window)),
          percent_encoded(window),
          upper(percent_encoded(window)),
          escaped_whole(window)};
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
          "pseudonym":"pseudonym","seal":"seal"}}}})",
      "p");
  PolicyKeys keys_;
};

TEST_F(RedactorProperty, NothingOfASecretShowsAndWhatIsKeptKeepsItsBytes) {
  Redactor redactor{policy_, keys_};
  Generator generator{11};
  JsonParser parser;
  for (int i = 0; i < 400; ++i) {
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
