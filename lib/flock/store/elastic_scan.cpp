// SPDX-License-Identifier: GPL-3.0-or-later
// OpenSearch 2 has no _shard_doc to sort by, so pages go by _doc, which is
// unique in a shard only: the last documents of a page that have the same
// number, one of each shard at most, are left to the next page.

#include <flock/store/elastic_scan.hpp>

#include <algorithm>
#include <set>

#include <flock/base/error.hpp>
#include <flock/base/json_text.hpp>
#include <flock/elasticsearch/bulk.hpp>
#include <flock/record/json.hpp>
#include <flock/store/elastic_search.hpp>
#include <flock/store/filter.hpp>
#include <flock/store/refused.hpp>

namespace flk {
namespace {

constexpr std::size_t kPage = 1000;
constexpr std::size_t kLeastPage = 4;
void check_pattern(const std::string& pattern) {
  const bool good =
      !pattern.empty() &&
      std::all_of(pattern.begin(), pattern.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
               std::string_view("*,.-_+").find(c) != std::string_view::npos;
      });
  if (!good) {
    throw Error(ErrorKind::config,
                "cannot read from index " + quoted(pattern) +
                    ": it has a character that no index has");
  }
}

// What the engine can narrow: it goes by the words of dynamic mappings, and
// what was refused is looked into here.
std::string narrowing(const ScanFilter& filter) {
  std::string out;
  if (filter.since || filter.until) {
    std::string range;
    if (filter.since) {
      range += "\"gte\":" + json_string(format_rfc3339(*filter.since));
    }
    if (filter.until) {
      if (!range.empty()) range += ',';
      range += "\"lt\":" + json_string(format_rfc3339(*filter.until));
    }
    out += ",{\"range\":{\"@timestamp\":{" + range + "}}}";
  }
  if (!filter.user.empty()) {
    out += "," + term("username.keyword", filter.user);
  }
  if (!filter.twig.empty()) {
    out += ",{\"bool\":{\"should\":[" + term("name.keyword", filter.twig) +
           "," + term("_index", kRefusedIndex) + "]}}";
  }
  return out;
}

class Scan {
 public:
  Scan(ElasticClient& client, const ScanFilter& filter,
       const RecordVisitor& visit)
      : client_(client),
        point_(client, filter.index),
        visit_(visit),
        narrowing_(narrowing(filter)),
        content_(filter) {}

  void read(const std::string& index) {
    std::string after;
    page_ = kPage;
    while (read_page(index, after)) {
    }
  }

 private:
  // The next page behind `after`, which moves on; false at the end.
  bool read_page(const std::string& index, std::string& after) {
    const auto body = point_.search(page_) + ",\"sort\":[{\"_doc\":\"asc\"}]" +
                      (after.empty() ? "" : ",\"search_after\":" + after) +
                      ",\"query\":{\"bool\":{\"filter\":[" +
                      term("_index", index) + narrowing_ + "]}}}";
    const auto answer = client_.try_send("POST", "/_search", body);
    if (answer.failure == HttpFailure::unusable && page_ > kLeastPage) {
      page_ /= 2;  // very long records
      return true;
    }
    client_.check(answer);
    if (answer.status != 200) fail_to_read(answer);
    const auto json = parsed(parser_, answer);
    point_.follow(json);
    const auto hits = hits_of(json);
    const bool last = hits.size() < page_;
    const auto count = last ? hits.size() : without_last_ties(hits);
    give_out(index, hits, count);
    if (count > 0) after = sort_of(hits[count - 1]);
    if (count == 0 && !last) page_ *= 2;  // more shards than a page is long
    return !last;
  }

  static std::vector<JsonValue> hits_of(const JsonValue& answer) {
    std::vector<JsonValue> hits;
    const auto outer = answer.find("hits");
    const auto inner = outer ? outer->find("hits") : std::nullopt;
    if (!inner) {
      throw Error(ErrorKind::try_again,
                  "cannot read the engine's answer: it has no hits");
    }
    for (const auto hit : inner->elements()) hits.push_back(hit);
    return hits;
  }

  static std::string sort_of(const JsonValue& hit) {
    const auto sort = hit.find("sort");
    return sort ? std::string(sort->raw()) : "[]";
  }

  static std::size_t without_last_ties(const std::vector<JsonValue>& hits) {
    auto count = hits.size();
    const auto last = sort_of(hits.back());
    while (count > 0 && sort_of(hits[count - 1]) == last) --count;
    return count;
  }

  void give_out(const std::string& index, const std::vector<JsonValue>& hits,
                std::size_t count) {
    const auto elsewhere = ids_elsewhere(index, hits, count);
    for (std::size_t i = 0; i < count; ++i) {
      const auto id = hits[i].find("_id");
      const auto source = hits[i].find("_source");
      if (!id || !source || elsewhere.contains(id->decoded())) continue;
      const auto bytes = source->raw();
      const bool wanted = content_.matches(
          index == kRefusedIndex ? original_of_refused(bytes) : bytes);
      if (wanted) visit_({id->decoded(), index, bytes});
    }
  }

  // Of these, what is stored in an index that comes before this one: only the
  // two that depend on arrival can have what another has.
  std::set<std::string> ids_elsewhere(const std::string& index,
                                      const std::vector<JsonValue>& hits,
                                      std::size_t count) {
    if (count == 0 || (index != kUndatedIndex && index != kRefusedIndex)) {
      return {};
    }
    std::string ids;
    for (std::size_t i = 0; i < count; ++i) {
      if (!ids.empty()) ids += ',';
      if (const auto id = hits[i].find("_id")) ids += id->raw();
    }
    std::string not_in = term("_index", kRefusedIndex);
    if (index == kUndatedIndex) not_in += "," + term("_index", index);
    const auto answer = ask(client_, "POST", "/_search",
                            point_.search(count) +
                                ",\"_source\":false,\"query\":{\"bool\":{"
                                "\"filter\":[{\"ids\":{\"values\":[" +
                                ids + "]}}],\"must_not\":[" + not_in + "]}}}");
    JsonParser parser;
    std::set<std::string> found;
    for (const auto& hit : hits_of(parsed(parser, answer))) {
      if (const auto id = hit.find("_id")) found.insert(id->decoded());
    }
    return found;
  }

  ElasticClient& client_;
  PointInTime point_;
  const RecordVisitor& visit_;
  std::string narrowing_;
  ContentFilter content_;
  JsonParser parser_;
  std::size_t page_ = kPage;
};

// By name; those that may have what others have behind them.
std::vector<std::string> indices_of(ElasticClient& client,
                                    const std::string& pattern) {
  const auto answer =
      client.send("GET", "/_cat/indices/" + pattern +
                             "?h=index&format=json&expand_wildcards=open");
  // Any other 404 is not an engine's: "nothing is stored" would be a lie.
  if (answer.status == 404 &&
      error_type(answer.body) == "index_not_found_exception") {
    return {};
  }
  if (answer.status != 200) fail_to_read(answer);
  JsonParser parser;
  std::vector<std::string> names;
  for (const auto entry : parsed(parser, answer).elements()) {
    if (const auto name = entry.find("index")) names.push_back(name->decoded());
  }
  const auto rank = [](const std::string& name) {
    if (name == kUndatedIndex) return 1;
    return name == kRefusedIndex ? 2 : 0;
  };
  std::sort(names.begin(), names.end(),
            [&](const std::string& a, const std::string& b) {
              return std::pair{rank(a), a} < std::pair{rank(b), b};
            });
  return names;
}

}  // namespace

void scan_engine(ElasticClient& client, const ScanFilter& filter,
                 const RecordVisitor& visit) {
  check_pattern(filter.index);
  // What was stored a moment ago; who may not do so waits a second or two.
  client.try_send("POST", "/" + filter.index + "/_refresh");
  const auto indices = indices_of(client, filter.index);
  if (indices.empty()) return;
  Scan scan{client, filter, visit};
  for (const auto& index : indices) scan.read(index);
}

}  // namespace flk
