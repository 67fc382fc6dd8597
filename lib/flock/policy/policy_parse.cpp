// SPDX-License-Identifier: GPL-3.0-or-later
// A policy's text, flock-policy(5), and the policy that it extends; its twigs
// are policy_twig_parse.hpp's.

#include <algorithm>

#include <flock/base/error.hpp>
#include <flock/base/file.hpp>
#include <flock/base/hash.hpp>
#include <flock/base/json_text.hpp>
#include <flock/policy/policy_data.hpp>
#include <flock/policy/policy_files.hpp>
#include <flock/policy/policy_source.hpp>
#include <flock/policy/policy_twig_parse.hpp>
#include <flock/record/canonical.hpp>
#include <flock/record/record.hpp>

namespace flk {
namespace {

constexpr std::size_t kMaxPolicyBytes = 4 << 20;
constexpr int kMaxExtends = 8;  // more are taken for a circle
constexpr std::string_view kBuiltIn = "built-in";

// What rows are in: these pass through `twigs` alone.
bool holds_rows(const JsonValue& member) {
  return member.equals("columns") || member.equals("snapshot") ||
         member.equals("diffResults");
}

bool always_passes(const JsonValue& member) {
  return member.equals("hostIdentifier") || member.equals(kFlockMember) ||
         is_gateway_member(member);
}

std::string name_of_file(const std::string& path) {
  return "policy " + quoted(path);
}

bool passes(const Policy& policy, std::string_view member) {
  return std::binary_search(policy.members().begin(), policy.members().end(),
                            member);
}

bool has_pseudonym(const Rule& rule) {
  const auto cases = cases_of(rule);
  return std::any_of(cases.begin(), cases.end(), [](const Rule* one) {
    return one->action == RuleAction::pseudonym;
  });
}

bool seals(const Rule& rule) {
  const auto cases = cases_of(rule);
  return std::any_of(cases.begin(), cases.end(), [](const Rule* one) {
    return one->action == RuleAction::seal;
  });
}

}  // namespace

class Policy::Parser {
 public:
  Parser(const PolicySource& source, const std::string& directory, int depth)
      : source_(source), directory_(directory), depth_(depth) {}

  Policy policy() {
    const auto& root = source_.root();
    source_.expect_object(root, "the policy", {"extends", "members", "twigs"});
    if (const auto extends = root.find("extends")) load_base(*extends);
    data_->id = sha256_base64url(canonical_form(root));
    if (const auto list = member(root, "members")) members(*list);
    if (const auto object = member(root, "twigs")) twigs(*object);
    for (const auto& twig : data_->twigs) {
      for (const auto& column : twig.columns) note_key(column.rule);
      if (twig.others) note_key(*twig.others);
    }
    if (seals_ && !std::binary_search(data_->members.begin(),
                                      data_->members.end(), "name")) {
      source_.fail(root.find("members").value_or(root),
                   "members lacks 'name': what is sealed opens in records of "
                   "its twig only");
    }
    Policy policy;
    policy.data_ = std::move(data_);
    return policy;
  }

 private:
  void load_base(const JsonValue& extends) {
    const auto name = source_.expect_text(extends, "extends");
    if (depth_ >= kMaxExtends) {
      source_.fail(extends, "extends: more than " +
                                std::to_string(kMaxExtends) +
                                " policies one behind the other");
    }
    base_name_ = name;
    if (name == kBuiltIn) {
      base_ = built_in();
    } else {
      const auto path = name[0] == '/' ? name : directory_ + "/" + name;
      base_ = parse_at(read_file(path, kMaxPolicyBytes), name_of_file(path),
                       directory_of(path), depth_ + 1);
    }
    data_->members = base_->members();
    data_->twigs = base_->twigs();
  }

  // The id stands for all that is extended.
  std::string canonical_form(const JsonValue& root) const {
    CanonicalObject object;
    for (const auto member : root.members()) {
      auto key = member.key.decoded();
      auto value =
          key == "extends" ? json_string(base_->id()) : canonical(member.value);
      object.add(std::move(key), std::move(value));
    }
    std::string out;
    object.append_to(out);
    return out;
  }

  // Where another policy is extended, either may be left out.
  std::optional<JsonValue> member(const JsonValue& root, std::string_view key) {
    const auto found = root.find(key);
    if (!found && !base_) {
      source_.fail(root,
                   "the policy lacks its member '" + std::string(key) + "'");
    }
    return found;
  }

  void members(const JsonValue& list) {
    if (list.type() != JsonType::array) {
      source_.fail(list, "members is no array");
    }
    std::vector<std::string> members;
    for (const auto element : list.elements()) {
      auto name = source_.expect_text(element, "a name in members");
      if (holds_rows(element)) {
        source_.fail(element, "members cannot have " + quoted(name) +
                                  ": its columns pass as twigs says");
      }
      if (always_passes(element)) continue;
      if (base_ && !passes(*base_, name)) {
        fail_looser(source_, element, "members", base_name_);
      }
      members.push_back(std::move(name));
    }
    std::sort(members.begin(), members.end());
    members.erase(std::unique(members.begin(), members.end()), members.end());
    data_->members = std::move(members);
  }

  void twigs(const JsonValue& object) {
    if (object.type() != JsonType::object) {
      source_.fail(object, "twigs is no object");
    }
    auto& twigs = data_->twigs;
    const PolicyTwigParser parser{source_, base_name_,
                                  base_ && passes(*base_, kTimeMember)};
    for (const auto member : object.members()) {
      const auto name = source_.expect_text(member.key, "a twig's name");
      const auto* was = base_ ? base_->find(name) : nullptr;
      std::erase_if(twigs, [&](const Twig& twig) { return twig.name == name; });
      if (base_ && was == nullptr) {
        fail_unknown(source_, member.key, "twigs." + name, base_name_);
      }
      if (member.value.equals("drop")) continue;
      twigs.push_back(parser.twig(name, was, member.value));
    }
    std::sort(twigs.begin(), twigs.end(),
              [](const auto& a, const auto& b) { return a.name < b.name; });
  }

  void note_key(const Rule& rule) {
    data_->needs_pseudonym_key |= has_pseudonym(rule);
    seals_ |= seals(rule);
  }

  const PolicySource& source_;
  const std::string& directory_;
  int depth_;
  std::optional<Policy> base_;
  std::string base_name_;
  bool seals_ = false;
  std::shared_ptr<Data> data_ = std::make_shared<Data>();
};

Policy Policy::parse_at(std::string_view json, const std::string& source_name,
                        const std::string& directory, int depth) {
  const PolicySource source{json, source_name};
  return Parser{source, directory, depth}.policy();
}

Policy Policy::parse(std::string_view json, const std::string& source,
                     const std::string& directory) {
  return parse_at(json, source, directory, 0);
}

Policy Policy::built_in() {
  static const Policy policy = parse(kPolicyJson, "the built-in policy");
  return policy;
}

Policy Policy::load(const std::string& path) {
  return parse(read_file(path, kMaxPolicyBytes), name_of_file(path),
               directory_of(path));
}

Policy Policy::load_or_built_in(const std::string& path) {
  const auto text = read_file_if_exists(path, kMaxPolicyBytes);
  return text ? parse(*text, name_of_file(path), directory_of(path))
              : built_in();
}

}  // namespace flk
