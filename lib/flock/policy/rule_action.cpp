// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/policy/rule_action.hpp>

#include <flock/base/error.hpp>
#include <flock/base/utf8.hpp>
#include <flock/policy/rule_generalize.hpp>
#include <flock/policy/rule_pseudonym.hpp>
#include <flock/policy/rule_replace.hpp>
#include <flock/record/canonical.hpp>

namespace flk {
namespace {

class Mask : public ValueAction {
 public:
  void apply(const JsonValue&, std::string_view, const ValuePlace&,
             std::string& out) override {
    out += kMasked;
  }
};

class Truncate : public ValueAction {
 public:
  explicit Truncate(std::size_t characters) : characters_(characters) {}

  void apply(const JsonValue&, std::string_view text, const ValuePlace&,
             std::string& out) override {
    std::size_t size = 0;
    for (auto left = characters_; left > 0 && size < text.size(); --left) {
      size += utf8_sequence_length(text.substr(size));
    }
    out += text.substr(0, size);
  }

 private:
  std::size_t characters_;
};

class Generalize : public ValueAction {
 public:
  explicit Generalize(Generalization to) : to_(to) {}

  void apply(const JsonValue&, std::string_view text, const ValuePlace&,
             std::string& out) override {
    generalize(to_, text, out);
  }

 private:
  Generalization to_;
};

class Replace : public ValueAction {
 public:
  Replace(const Rule& rule, std::size_t max_bytes)
      : replacement_(rule.pattern, rule.with, max_bytes) {}

  void apply(const JsonValue&, std::string_view text, const ValuePlace&,
             std::string& out) override {
    buffer_.clear();
    replacement_.append(buffer_, text);
    // \C matches a byte, so a pattern can cut a character in two.
    out += is_utf8(buffer_) ? buffer_ : to_utf8(buffer_);
  }

 private:
  Replacement replacement_;
  std::string buffer_;
};

class Pseudonym : public ValueAction {
 public:
  Pseudonym(const SecretBytes& key, const Rule& rule)
      : pseudonymizer_(key), domain_(rule.domain), monthly_(rule.monthly) {}

  void apply(const JsonValue&, std::string_view text, const ValuePlace& place,
             std::string& out) override {
    if (domain_.empty()) {
      own_domain_.assign(place.rules).append(".").append(place.column);
    }
    pseudonymizer_.append_token(out, domain_.empty() ? own_domain_ : domain_,
                                monthly_ ? place.month : std::string_view(),
                                text);
  }

 private:
  Pseudonymizer pseudonymizer_;
  std::string domain_;
  bool monthly_;
  std::string own_domain_;
};

class Seal : public ValueAction {
 public:
  explicit Seal(const std::string& public_key) : sealer_(public_key) {}

  void apply(const JsonValue& value, std::string_view, const ValuePlace& place,
             std::string& out) override {
    sealer_.append_sealed(out, place, canonical(value));
  }

 private:
  Sealer sealer_;
};

}  // namespace

std::unique_ptr<ValueAction> bind_rule(const Rule& rule, const PolicyKeys& keys,
                                       std::size_t max_bytes) {
  switch (rule.action) {
    case RuleAction::mask:
      return std::make_unique<Mask>();
    case RuleAction::truncate:
      return std::make_unique<Truncate>(rule.characters);
    case RuleAction::generalize:
      return std::make_unique<Generalize>(rule.to);
    case RuleAction::replace:
      return std::make_unique<Replace>(rule, max_bytes);
    case RuleAction::pseudonym:
      if (!keys.pseudonym) {
        throw Error(
            ErrorKind::config,
            "the policy has pseudonyms, and there is no pseudonym.key",
            "flock-send register makes one, as does flock-redact keygen");
      }
      return std::make_unique<Pseudonym>(*keys.pseudonym, rule);
    case RuleAction::seal:
      if (keys.seal_public.empty()) throw missing_seal_key();
      return std::make_unique<Seal>(keys.seal_public);
    case RuleAction::keep:
    case RuleAction::drop:
      break;
  }
  throw Error(ErrorKind::defect, "keep and drop need no action");
}

}  // namespace flk
