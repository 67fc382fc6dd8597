// SPDX-License-Identifier: GPL-3.0-or-later
// One pass over a record's spans to see what it is, one to write what leaves
// of it; nothing is copied but that.

#include <flock/policy/redactor.hpp>

#include <unordered_map>

#include <flock/base/error.hpp>
#include <flock/base/json_text.hpp>
#include <flock/policy/redactor_agent.hpp>
#include <flock/policy/redactor_head.hpp>
#include <flock/policy/redactor_row.hpp>
#include <flock/record/object_writer.hpp>
#include <flock/record/time.hpp>

namespace flk {
namespace {

// What signatures are over may have changed; what a dead letter says is
// flock-send's to judge, not a log's; and only what is stored has an id there.
bool is_dropped_mark(const JsonValue& key, bool stored) {
  return key.equals("policy") || key.equals("stream") || key.equals("seq") ||
         key.equals("prev") || key.equals("sig") || key.equals("error") ||
         (!stored && (key.equals("id") || key.equals("index")));
}

}  // namespace

class Redactor::Bound : private RowObserver {
 public:
  Bound(const Policy& policy, const PolicyKeys& keys, RedactObserver* observer,
        std::size_t max_line_bytes)
      : policy_(policy),
        max_line_bytes_(max_line_bytes),
        next_(max_line_bytes),
        observer_(observer),
        kinds_(policy.members()),
        id_json_(json_string(policy.id())),
        flock_json_("{\"policy\":" + id_json_ + "}"),
        unnamed_hash_(policy.rules_hash("", keys)) {
    for (const auto& twig : policy.twigs()) {
      twigs_.emplace(twig.name,
                     Twig{policy.rules_hash(twig.name, keys),
                          RowRedactor{twig, keys, next_.max_bytes()}});
    }
  }

  RedactOutcome redact(const Record& record, std::string& out,
                       std::string& reason) {
    const auto begin = out.size();
    const auto outcome = redact_any(record, out, reason);
    const auto size = out.size() - begin;
    if (size <= max_line_bytes_ ||
        next_.parse(std::string_view(out).substr(begin))) {
      return outcome;
    }
    reason = "redacted it is " + next_.reason();
    out.resize(begin);
    return RedactOutcome::malformed;
  }

 private:
  RedactOutcome redact_any(const Record& record, std::string& out,
                           std::string& reason) {
    const auto& kinds = kinds_.of(record.object());
    const RecordHead head{record.object(), kinds};
    stored_ = head.ingested;
    if (head.type && head.type->is_string()) {
      const auto type = head.type->decoded();
      if (is_agent_record_type(type)) {
        return agent(record.object(), type, out, reason);
      }
    }
    reason = head.fault();
    if (!reason.empty()) return RedactOutcome::malformed;
    return result(record, head, kinds, out, reason);
  }

  using Kinds = std::vector<MemberKinds::Known>;

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

  RedactOutcome result(const Record& record, const RecordHead& head,
                       const Kinds& kinds, std::string& out,
                       std::string& reason) {
    find_twig(head.name->decoded(name_buffer_));
    const auto rules = head.flock ? head.flock->find("rules") : std::nullopt;
    if (rules && !head.ingested &&
        !rules->equals(twig_ != nullptr ? twig_->rules_hash : unnamed_hash_)) {
      reason = "agreed to under other rules than this policy has for twig " +
               quoted(twig_name_);
      return RedactOutcome::rules_mismatch;
    }
    if (twig_ == nullptr) return RedactOutcome::dropped;
    place_ = {head.host ? head.host->decoded(host_buffer_) : std::string_view(),
              record_name_,
              {}};
    if (twig_->rows.needs_month()) place_.month = month_of(record);
    rows_ = columns_ = 0;
    const auto size = out.size();
    end_ = size + next_.max_bytes();
    write_result(record.object(), kinds, out);
    if (rows_ == 0 || columns_ > 0) return RedactOutcome::passed;
    out.resize(size);
    return RedactOutcome::dropped;
  }

  // Most records are of the twig that the one before was of.
  void find_twig(std::string_view name) {
    if (!record_name_.empty() && same_text(name, record_name_)) return;
    record_name_ = name;
    twig_name_ = policy_.twig_of(record_name_);
    const auto found = twigs_.find(twig_name_);
    twig_ = found == twigs_.end() ? nullptr : &found->second;
  }

  std::string_view month_of(const Record& record) {
    const auto time = record_time(record);
    month_ = time ? format_month(*time) : std::string(kUndated);
    return month_;
  }

  void write_result(const JsonValue& object, const Kinds& kinds,
                    std::string& out) {
    ObjectWriter writer{out, object};
    bool flock = false;
    auto known = kinds.begin();
    for (const auto member : object.members()) {
      const auto [kind, passes] = *known++;
      switch (kind) {
        case MemberKind::flock:
          write_flock(writer, member, out);
          flock = true;
          break;
        case MemberKind::columns:
          writer.begin_value(member);
          write_row(member.value, out);
          break;
        case MemberKind::snapshot:
          writer.begin_value(member);
          write_rows(member.value, out);
          break;
        case MemberKind::batch:
          writer.begin_value(member);
          write_batch(member.value, out);
          break;
        default:
          if (passes) {
            writer.keep(member);
          } else if (observer_ != nullptr) {
            observer_->member_dropped(member.key.decoded());
          }
      }
    }
    finish(writer, flock);
  }

  void write_batch(const JsonValue& batch, std::string& out) {
    ObjectWriter writer{out, batch};
    for (const auto member : batch.members()) {
      if (member.key.equals("added") || member.key.equals("removed")) {
        writer.begin_value(member);
        write_rows(member.value, out);
      } else if (observer_ != nullptr) {
        observer_->member_dropped("diffResults." + member.key.decoded());
      }
    }
    writer.finish();
  }

  void write_rows(const JsonValue& rows, std::string& out) {
    out += '[';
    bool any = false;
    for (const auto row : rows.elements()) {
      if (out.size() > end_) break;  // it is too long already
      if (any) out += ',';
      any = true;
      write_row(row, out);
    }
    out += ']';
  }

  void write_row(const JsonValue& row, std::string& out) {
    ++rows_;
    columns_ += twig_->rows.write(row, place_, observer_ ? this : nullptr, out);
  }

  void column(std::string_view column, bool is_named, const Rule* rule,
              std::string_view left) override {
    observer_->column(twig_name_, column, is_named, rule, left);
  }

  void write_flock(ObjectWriter& writer, const JsonMember& member,
                   std::string& out) {
    writer.begin_value(member);
    ObjectWriter inner{out, member.value};
    for (const auto mark : member.value.members()) {
      if (!is_dropped_mark(mark.key, stored_)) inner.keep(mark);
    }
    inner.append("policy", id_json_);
    inner.finish();
  }

  void finish(ObjectWriter& writer, bool has_flock) const {
    if (!has_flock) writer.append(kFlockMember, flock_json_);
    writer.finish();
  }

  const Policy& policy_;
  std::size_t max_line_bytes_;
  RecordParser next_;  // as the next tool has it
  RedactObserver* observer_;
  MemberKinds kinds_;
  std::string id_json_;
  std::string flock_json_;
  std::string unnamed_hash_;
  std::unordered_map<std::string_view, Twig> twigs_;

  // Of the record at hand.
  bool stored_ = false;
  std::string record_name_;
  std::string_view twig_name_;  // in record_name_
  Twig* twig_ = nullptr;        // nullptr: the policy does not name it
  ValuePlace place_;
  std::size_t rows_ = 0;
  std::size_t columns_ = 0;  // that passed
  std::size_t end_ = 0;      // behind which `out` is too long
  std::string name_buffer_, host_buffer_, month_;
};

Redactor::Redactor(const Policy& policy, const PolicyKeys& keys,
                   RedactObserver* observer, std::size_t max_line_bytes)
    : bound_(std::make_unique<Bound>(policy, keys, observer, max_line_bytes)) {}

Redactor::Redactor(Redactor&&) noexcept = default;
Redactor::~Redactor() = default;

RedactOutcome Redactor::redact(const Record& record, std::string& out) {
  return bound_->redact(record, out, reason_);
}

}  // namespace flk
