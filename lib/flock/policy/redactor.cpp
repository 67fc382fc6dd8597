// SPDX-License-Identifier: GPL-3.0-or-later
// One pass over a record's spans to see what it is, one to write what leaves
// of it; nothing is copied but that.

#include <flock/policy/redactor.hpp>

#include <algorithm>
#include <unordered_map>

#include <flock/base/error.hpp>
#include <flock/base/json_text.hpp>
#include <flock/policy/redactor_agent.hpp>
#include <flock/policy/redactor_head.hpp>
#include <flock/policy/redactor_row.hpp>
#include <flock/record/object_writer.hpp>

namespace flk {
namespace {

// What signatures are over may have changed.
bool is_dropped_mark(const JsonValue& key) {
  return key.equals("policy") || key.equals("stream") || key.equals("seq") ||
         key.equals("prev") || key.equals("sig");
}

}  // namespace

class Redactor::Bound {
 public:
  Bound(const Policy& policy, const PolicyKeys& keys, RedactObserver* observer)
      : policy_(policy),
        observer_(observer),
        id_json_(json_string(policy.id())),
        unnamed_hash_(policy.rules_hash("", keys)) {
    for (const auto& twig : policy.twigs()) {
      twigs_.emplace(twig.name, Twig{policy.rules_hash(twig.name, keys),
                                     RowRedactor{twig, keys}});
    }
    if (observer_ != nullptr) {
      on_unnamed_ = [this](std::string_view column) {
        observer_->unnamed_column(twig_name_, column);
      };
    }
  }

  RedactOutcome redact(const Record& record, std::string& out,
                       std::string& reason) {
    const RecordHead head{record.object()};
    if (head.type && head.type->is_string()) {
      const auto type = head.type->decoded();
      if (is_agent_record_type(type)) {
        return agent(record.object(), type, out, reason);
      }
    }
    reason = head.fault();
    if (!reason.empty()) return RedactOutcome::malformed;
    return result(record.object(), head, out, reason);
  }

 private:
  struct Twig {
    std::string rules_hash;
    RowRedactor rows;
  };

  RedactOutcome agent(const JsonValue& object, std::string_view type,
                      std::string& out, std::string& reason) {
    if (const auto fault = agent_record_fault(type, object)) {
      reason = *fault;
      return RedactOutcome::malformed;
    }
    ObjectWriter writer{out, object};
    bool flock = false;
    for (const auto member : object.members()) {
      if (member.key.equals(kFlockMember)) {
        write_flock(writer, member, out);
        flock = true;
      } else if (is_agent_member(type, member.key) ||
                 is_gateway_member(member.key)) {
        writer.keep(member);
      }
    }
    finish(writer, flock);
    return RedactOutcome::passed;
  }

  RedactOutcome result(const JsonValue& object, const RecordHead& head,
                       std::string& out, std::string& reason) {
    const auto name = head.name->decoded(name_buffer_);
    const auto host =
        head.host ? head.host->decoded(host_buffer_) : std::string_view();
    twig_name_ = policy_.twig_of(name);
    const auto found = twigs_.find(twig_name_);
    const bool named = found != twigs_.end();
    const auto rules = head.flock ? head.flock->find("rules") : std::nullopt;
    if (rules && !head.ingested &&
        !rules->equals(named ? found->second.rules_hash : unnamed_hash_)) {
      reason = "agreed to under other rules than this policy has for twig " +
               quoted(twig_name_);
      return RedactOutcome::rules_mismatch;
    }
    if (!named) return RedactOutcome::dropped;
    twig_ = &found->second;
    place_ = {host, name, {}};
    rows_ = columns_ = 0;
    const auto size = out.size();
    write_result(object, out);
    if (rows_ == 0 || columns_ > 0) return RedactOutcome::passed;
    out.resize(size);
    return RedactOutcome::dropped;
  }

  void write_result(const JsonValue& object, std::string& out) {
    ObjectWriter writer{out, object};
    bool flock = false;
    for (const auto member : object.members()) {
      const auto& key = member.key;
      if (key.equals(kFlockMember)) {
        write_flock(writer, member, out);
        flock = true;
      } else if (key.equals("columns")) {
        writer.begin_value(member);
        write_row(member.value, out);
      } else if (key.equals("snapshot")) {
        writer.begin_value(member);
        write_rows(member.value, out);
      } else if (key.equals("diffResults")) {
        writer.begin_value(member);
        write_batch(member.value, out);
      } else if (passes(key)) {
        writer.keep(member);
      }
    }
    finish(writer, flock);
  }

  bool passes(const JsonValue& key) const {
    if (key.equals("hostIdentifier") || is_gateway_member(key)) return true;
    const auto& members = policy_.members();
    return std::any_of(members.begin(), members.end(),
                       [&](const auto& name) { return key.equals(name); });
  }

  void write_batch(const JsonValue& batch, std::string& out) {
    ObjectWriter writer{out, batch};
    for (const auto member : batch.members()) {
      if (member.key.equals("added") || member.key.equals("removed")) {
        writer.begin_value(member);
        write_rows(member.value, out);
      }
    }
    writer.finish();
  }

  void write_rows(const JsonValue& rows, std::string& out) {
    out += '[';
    bool any = false;
    for (const auto row : rows.elements()) {
      if (any) out += ',';
      any = true;
      write_row(row, out);
    }
    out += ']';
  }

  void write_row(const JsonValue& row, std::string& out) {
    ++rows_;
    columns_ += twig_->rows.write(row, place_, on_unnamed_, out);
  }

  void write_flock(ObjectWriter& writer, const JsonMember& member,
                   std::string& out) {
    writer.begin_value(member);
    ObjectWriter inner{out, member.value};
    for (const auto mark : member.value.members()) {
      if (!is_dropped_mark(mark.key)) inner.keep(mark);
    }
    inner.append("policy", id_json_);
    inner.finish();
  }

  void finish(ObjectWriter& writer, bool has_flock) const {
    if (!has_flock)
      writer.append(kFlockMember, "{\"policy\":" + id_json_ + "}");
    writer.finish();
  }

  const Policy& policy_;
  RedactObserver* observer_;
  std::string id_json_;
  std::string unnamed_hash_;
  std::unordered_map<std::string_view, Twig> twigs_;
  RowRedactor::OnUnnamed on_unnamed_;

  // Of the record at hand.
  Twig* twig_ = nullptr;
  std::string_view twig_name_;
  ValuePlace place_;
  std::size_t rows_ = 0;
  std::size_t columns_ = 0;  // that passed
  std::string name_buffer_, host_buffer_;
};

Redactor::Redactor(const Policy& policy, const PolicyKeys& keys,
                   RedactObserver* observer)
    : bound_(std::make_unique<Bound>(policy, keys, observer)) {}

Redactor::Redactor(Redactor&&) noexcept = default;
Redactor::~Redactor() = default;

RedactOutcome Redactor::redact(const Record& record, std::string& out) {
  return bound_->redact(record, out, reason_);
}

}  // namespace flk
