// SPDX-License-Identifier: GPL-3.0-or-later
// What flock-redact's speed is measured against: every line of a file parsed
// to simdjson's document, and nothing done with it.

#include <simdjson.h>

#include <cstdio>
#include <cstring>

int main(int argc, char* argv[]) {
  if (argc != 2) {
    std::fprintf(stderr, "usage: simdjson_parse FILE\n");
    return 2;
  }
  simdjson::padded_string text;
  if (simdjson::padded_string::load(argv[1]).get(text) != simdjson::SUCCESS) {
    std::fprintf(stderr, "simdjson_parse: cannot read %s\n", argv[1]);
    return 2;
  }
  simdjson::dom::parser parser;
  std::size_t records = 0;
  const char* line = text.data();
  const char* end = line + text.size();
  while (line < end) {
    const void* found =
        std::memchr(line, '\n', static_cast<std::size_t>(end - line));
    const char* lf = found == nullptr ? end : static_cast<const char*>(found);
    // What is behind the line may be read: it is this text or its padding.
    const auto size = static_cast<std::size_t>(lf - line);
    if (parser.parse(line, size, false).error() != simdjson::SUCCESS) return 1;
    ++records;
    line = lf + 1;
  }
  std::printf("%zu\n", records);
}
