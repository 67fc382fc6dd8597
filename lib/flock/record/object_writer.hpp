// SPDX-License-Identifier: GPL-3.0-or-later
// Splicing: an object written anew with some members dropped, replaced or
// added; every member that is kept keeps its bytes.

#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <flock/record/json.hpp>

namespace flk {

// Copies an object into `out`, member by member in their order. Members that
// are not mentioned are dropped.
class ObjectWriter {
 public:
  // Both must outlive this; begins the object.
  ObjectWriter(std::string& out, const JsonValue& object);

  void keep(const JsonMember& member);
  // `raw` is JSON text.
  void replace(const JsonMember& member, std::string_view raw);
  // Writes up to the member's value, which the caller appends to `out`.
  void begin_value(const JsonMember& member);
  // A new member at the end. Calls to keep() and replace() come before.
  void append(std::string_view key, std::string_view raw);
  // Ends the object.
  void finish();

 private:
  // Copies what separates a member from the one written before it.
  void separate(const JsonMember& member);
  // Where that begins: the comma before the key, and the white space around it.
  std::size_t gap_before(std::size_t begin) const;
  // Writes the members that are kept and follow one another, in one piece.
  void write_kept();

  std::string& out_;
  JsonValue object_;
  bool any_ = false;
  std::size_t kept_begin_ = 0;  // in the text, of what is not written yet
  std::size_t kept_end_ = 0;
};

// Some members of one object set or removed.
class ObjectEdit {
 public:
  // Sets `key` to `raw` (JSON text): in place where it is there, else at the
  // end. `key` must outlive this.
  ObjectEdit& set(std::string_view key, std::string raw);
  ObjectEdit& remove(std::string_view key);

  // Appends `object` so edited.
  void append_to(std::string& out, const JsonValue& object) const;
  // Appends an object of just what is set.
  void append_new_to(std::string& out) const;

 private:
  struct Change {
    std::string_view key;
    std::string raw;  // empty: removed
  };
  std::vector<Change> changes_;
};

// `line` (a record's whole text) with its object edited; white space around
// the object stays.
std::string edited_line(const JsonValue& object, const ObjectEdit& edit);

// The same, with `flock` edited as `flock_edit` says (made where missing,
// removed where nothing is left in it).
std::string edited_flock(const JsonValue& object, const ObjectEdit& flock_edit);

}  // namespace flk
