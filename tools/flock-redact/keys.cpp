// SPDX-License-Identifier: GPL-3.0-or-later
// keygen, open and pseudonym: what keys are made and used for.

#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include <flock/base/error.hpp>
#include <flock/base/utf8.hpp>
#include <flock/cli/paths.hpp>
#include <flock/cli/rejects.hpp>
#include <flock/cli/terminal_input.hpp>
#include <flock/policy/policy_keys.hpp>
#include <flock/policy/redactor.hpp>
#include <flock/policy/redactor_open.hpp>
#include <flock/policy/rule_pseudonym.hpp>
#include <flock/record/input.hpp>
#include <flock/record/reader.hpp>
#include <flock/record/writer.hpp>

#include "flock-redact/verbs.hpp"

namespace flk {
namespace {

// `path`, or `name` in the configuration folder.
std::string or_configured(const std::string& path, std::string_view name) {
  return path.empty() ? config_dir() + "/" + std::string(name) : path;
}

// Lines of any bytes: values, which are no records.
class ValueLines {
 public:
  explicit ValueLines(std::vector<std::unique_ptr<ByteSource>> sources)
      : sources_(std::move(sources)) {}

  // The next line without its LF and the CRs before it, which no value of a
  // record would have; nullopt at the end of the last source. Throws Error
  // (config) where it is no UTF-8.
  std::optional<std::string> next() {
    auto line = next_bytes();
    if (!line) return line;
    ++number_;
    line->erase(line->find_last_not_of('\r') + 1);
    if (!is_utf8(*line)) {
      throw Error(ErrorKind::config,
                  "value " + std::to_string(number_) + " is no UTF-8",
                  "records are, so none has this value: iconv(1) converts it");
    }
    return line;
  }

 private:
  std::optional<std::string> next_bytes() {
    while (at_ < sources_.size()) {
      if (const auto lf = text_.find('\n'); lf != std::string::npos) {
        auto line = text_.substr(0, lf);
        text_.erase(0, lf + 1);
        return line;
      }
      if (read()) continue;
      ++at_;
      if (!text_.empty()) return std::exchange(text_, {});
    }
    return std::nullopt;
  }

  bool read() {
    constexpr std::size_t kMaxBytes = 1 << 20;
    auto& source = *sources_[at_];
    if (text_.size() > kMaxBytes) {
      throw Error(ErrorKind::config, "a value in " + quoted(source.name()) +
                                         " is longer than " +
                                         std::to_string(kMaxBytes) + " bytes");
    }
    char block[4096];
    const auto count = source.read(block, sizeof block);
    text_.append(block, count);
    return count > 0;
  }

  std::vector<std::unique_ptr<ByteSource>> sources_;
  std::size_t at_ = 0;
  std::string text_;
  std::size_t number_ = 0;  // of values
};

// 2026-11, or what stands for the month of records without a time.
bool is_month(const std::string& text) {
  constexpr std::string_view kForm = "dddd-dd";
  if (text == kUndated) return true;
  if (text.size() != kForm.size()) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool digit = text[i] >= '0' && text[i] <= '9';
    if (kForm[i] == 'd' ? !digit : text[i] != kForm[i]) return false;
  }
  const auto month = std::string_view(text).substr(5);
  return month >= "01" && month <= "12";
}

}  // namespace

ExitStatus keygen_verb(const RedactOptions& options, Log& log) {
  const auto path =
      or_configured(options.key, options.seal ? "seal.key" : "pseudonym.key");
  if (options.seal) {
    const auto public_path = or_configured(options.public_key, "seal.pub");
    create_seal_keys(path, public_path);
    log.info("made " + quoted(path) + " and " + quoted(public_path));
  } else {
    create_pseudonym_key(path, options.fleet, system_random());
    log.info("made " + quoted(path));
  }
  return ExitStatus::success;
}

ExitStatus open_verb(const RedactOptions& options, Log& log) {
  RecordOpener opener{load_seal_key(options.key)};
  Rejects rejects{options.filter.rejects, log};
  RecordReader in{open_inputs(options.filter.files),
                  options.filter.max_line_bytes, rejects};
  auto out = RecordWriter::standard_output();
  in.before_wait([&] { out.flush(); });
  warn_of_terminal(options.filter, log);
  while (const auto record = in.next()) {
    if (const auto opened = opener.open(*record)) {
      out.write(*opened);
    } else {
      rejects.reject(*record, opener.reason());
    }
  }
  out.flush();
  rejects.finish();
  log.info(std::to_string(opener.opened()) + " values opened, " +
           std::to_string(opener.others()) + " sealed to other keys");
  return rejects.count() == 0 ? ExitStatus::success : ExitStatus::partly_done;
}

ExitStatus pseudonym_verb(const RedactOptions& options) {
  if (!options.month.empty() && !is_month(options.month)) {
    throw Error(ErrorKind::config,
                "--month " + quoted(options.month) + " is no month",
                "write it as 2026-11, or undated");
  }
  const auto key =
      load_pseudonym_key(or_configured(options.key, "pseudonym.key"));
  const Pseudonymizer pseudonymizer{key};
  ValueLines in{open_inputs(options.filter.files)};
  auto out = RecordWriter::standard_output();
  while (const auto line = in.next()) {
    std::string token;
    pseudonymizer.append_token(token, options.domain, options.month, *line);
    out.write(token);
  }
  out.flush();
  return ExitStatus::success;
}

}  // namespace flk
