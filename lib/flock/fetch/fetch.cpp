// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/fetch/fetch.hpp>

#include <flock/fetch/chain_order.hpp>
#include <flock/fetch/presenter.hpp>

namespace flk {

std::uint64_t fetch(Store& store, const ScanFilter& filter, FetchOrder order,
                    RecordWriter& out,
                    const std::function<void(std::uint64_t)>& progress) {
  Presenter presenter;
  std::uint64_t count = 0;
  const auto counted = [&] {
    ++count;
    if (progress) progress(count);
  };
  if (order == FetchOrder::stored) {
    store.scan(filter, [&](const StoredRecord& stored) {
      out.write(presenter.present(stored));
      counted();
    });
  } else {
    ChainOrder sorted;
    store.scan(filter, [&](const StoredRecord& stored) {
      sorted.add(presenter.present(stored));
      counted();
    });
    sorted.each([&](std::string_view line) { out.write(line); });
  }
  out.flush();
  return count;
}

}  // namespace flk
