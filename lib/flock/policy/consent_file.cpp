// SPDX-License-Identifier: GPL-3.0-or-later
// consent.jsonl: a decision a line, flock-policy(5), CONSENT.

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>

#include <flock/base/error.hpp>
#include <flock/base/fd.hpp>
#include <flock/base/file.hpp>
#include <flock/base/json_text.hpp>
#include <flock/base/utf8.hpp>
#include <flock/policy/consent.hpp>
#include <flock/record/json.hpp>

namespace flk {
namespace {

constexpr std::size_t kMaxFileBytes = 64 << 20;

// One line; every member is understood, or the line is refused.
class DecisionParser {
 public:
  DecisionParser(std::string_view line, std::string where)
      : where_(std::move(where)), value_(parser_.parse(line)) {
    if (!value_) fail(parser_.error());
  }

  Decision decision() {
    expect(*value_, {"time", "twig", "decision", "terms", "uid", "sudo_user",
                     "at_terminal"});
    Decision decision;
    const auto time = parse_rfc3339(text(*value_, "time"));
    if (!time) fail("time is no RFC 3339 time");
    decision.time = *time;
    decision.twig = text(*value_, "twig");
    decision.allowed = answer();
    decision.uid = static_cast<unsigned>(number(*value_, "uid"));
    if (value_->find("sudo_user")) {
      decision.sudo_user = text(*value_, "sudo_user");
    }
    decision.at_terminal = flag(*value_, "at_terminal");
    if (decision.allowed) decision.terms = terms(member(*value_, "terms"));
    return decision;
  }

 private:
  [[noreturn]] void fail(const std::string& reason) const {
    throw Error(
        ErrorKind::config, where_ + ": " + reason,
        "mend the line by hand; without it, what was said is not known");
  }

  void expect(const JsonValue& object,
              std::initializer_list<std::string_view> known) const {
    if (object.type() != JsonType::object) fail("not a JSON object");
    for (const auto entry : object.members()) {
      const auto key = entry.key.decoded();
      if (std::find(known.begin(), known.end(), key) == known.end()) {
        fail("unknown member " + quoted(key));
      }
    }
  }

  JsonValue member(const JsonValue& object, std::string_view key) const {
    const auto found = object.find(key);
    if (!found) fail("no " + std::string(key));
    return *found;
  }

  std::string text(const JsonValue& object, std::string_view key) const {
    const auto value = member(object, key);
    if (!value.is_string()) fail(std::string(key) + " is no string");
    return value.decoded();
  }

  std::int64_t number(const JsonValue& object, std::string_view key) const {
    const auto value = member(object, key).integer();
    if (!value || *value < 0 || *value > 0xffffffff) {
      fail(std::string(key) + " is no whole number");
    }
    return *value;
  }

  bool flag(const JsonValue& object, std::string_view key) const {
    const auto value = member(object, key);
    if (value.type() != JsonType::boolean) {
      fail(std::string(key) + " is neither true nor false");
    }
    return value.raw() == "true";
  }

  bool answer() const {
    const auto decision = text(*value_, "decision");
    if (decision != "enabled" && decision != "disabled") {
      fail("decision is neither enabled nor disabled");
    }
    return decision == "enabled";
  }

  Terms terms(const JsonValue& object) const {
    expect(object, {"query", "interval", "platforms", "purpose", "rules"});
    Terms terms;
    terms.sql = text(object, "query");
    terms.interval = Seconds{number(object, "interval")};
    const auto platforms = member(object, "platforms");
    if (platforms.type() != JsonType::array) fail("platforms is no array");
    for (const auto platform : platforms.elements()) {
      terms.platforms.push_back(platform.decoded());
    }
    terms.purpose = text(object, "purpose");
    terms.rules = text(object, "rules");
    return terms;
  }

  std::string where_;
  JsonParser parser_;
  std::optional<JsonValue> value_;
};

std::string json_of(const Terms& terms) {
  std::string platforms;
  for (const auto& platform : terms.platforms) {
    if (!platforms.empty()) platforms += ',';
    append_json_string(platforms, platform);
  }
  return "{\"query\":" + json_string(terms.sql) +
         ",\"interval\":" + std::to_string(terms.interval.count()) +
         ",\"platforms\":[" + platforms +
         "],\"purpose\":" + json_string(terms.purpose) +
         ",\"rules\":" + json_string(terms.rules) + "}";
}

std::string line_of(const Decision& decision) {
  std::string line = "{\"time\":" + json_string(format_rfc3339(decision.time)) +
                     ",\"twig\":" + json_string(decision.twig) +
                     ",\"decision\":\"" +
                     (decision.allowed ? "enabled" : "disabled") + "\"";
  if (decision.allowed) line += ",\"terms\":" + json_of(decision.terms);
  line += ",\"uid\":" + std::to_string(decision.uid);
  if (!decision.sudo_user.empty()) {
    // The environment's bytes need be no UTF-8.
    line += ",\"sudo_user\":" + json_string(to_utf8(decision.sudo_user));
  }
  line += ",\"at_terminal\":";
  line += decision.at_terminal ? "true" : "false";
  return line + "}\n";
}

// Where the last whole line ends. What is behind it was never said: its
// writer was interrupted, and has told nobody that it was done.
std::size_t whole_lines(std::string_view text) {
  return text.rfind('\n') + 1;  // npos + 1 is 0
}

}  // namespace

ConsentLog ConsentLog::load(const std::string& path) {
  const auto text = read_file_if_exists(path, kMaxFileBytes);
  if (!text) return {};
  // What a killed writer did not sync must not be told, and then be lost.
  sync(open_for_reading(path).get(), quoted(path));
  return parse(*text, path);
}

ConsentLog ConsentLog::parse(std::string_view text, const std::string& path) {
  ConsentLog log;
  auto left = text.substr(0, whole_lines(text));
  while (!left.empty()) {
    const auto line = left.substr(0, left.find('\n'));
    const auto where = "cannot understand the consent in " + quoted(path) +
                       ", line " + std::to_string(log.decisions_.size() + 1);
    log.decisions_.push_back(DecisionParser{line, where}.decision());
    left.remove_prefix(line.size() + 1);
  }
  return log;
}

void append_decision(const std::string& path, const Decision& decision) {
  make_directories(directory_of(path), 0700);
  const auto before = read_file_if_exists(path, kMaxFileBytes);
  const Fd fd{
      ::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600)};
  if (!fd) throw_errno(ErrorKind::config, "cannot open " + quoted(path));
  const auto size = before ? whole_lines(*before) : 0;
  if (::ftruncate(fd.get(), static_cast<off_t>(size)) != 0) {
    throw_errno(ErrorKind::try_again, "cannot cut " + quoted(path));
  }
  write_all(fd.get(), line_of(decision), quoted(path));
  sync(fd.get(), quoted(path));
  if (!before) sync_directory(directory_of(path));
}

}  // namespace flk
