// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/fetch/presenter.hpp>

#include <flock/base/json_text.hpp>
#include <flock/record/object_writer.hpp>
#include <flock/store/filter.hpp>
#include <flock/store/refused.hpp>

namespace flk {

Presenter::Presenter() : parser_(kNoLimit) {}

std::string Presenter::present(const StoredRecord& stored) {
  if (stored.index != kRefusedIndex) return with_place(stored.bytes, stored);
  return with_place(original_of_refused(stored.bytes), stored);
}

std::string Presenter::with_place(std::string_view bytes,
                                  const StoredRecord& stored) {
  const auto record = parser_.parse(bytes);
  if (!record) return std::string(bytes);
  ObjectEdit place;
  place.set("id", json_string(stored.id))
      .set("index", json_string(stored.index));
  return edited_flock(record->object(), place);
}

}  // namespace flk
