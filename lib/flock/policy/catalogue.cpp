// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/policy/catalogue.hpp>

#include <algorithm>
#include <filesystem>

#include <flock/base/error.hpp>
#include <flock/base/file.hpp>
#include <flock/policy/catalogue_json.hpp>
#include <flock/policy/pack.hpp>

namespace flk {
namespace {

constexpr std::size_t kMaxPackBytes = 1 << 20;

// The packs of `directory`, by name.
std::vector<std::string> pack_files(const std::string& directory) {
  namespace fs = std::filesystem;
  std::vector<std::string> files;
  std::error_code error;
  for (fs::directory_iterator at{directory, error}, end; !error && at != end;
       at.increment(error)) {
    const std::string name = at->path().filename().string();
    if (name.ends_with(".json") && !name.starts_with('.')) {
      files.push_back(at->path().string());
    }
  }
  if (error && error != std::errc::no_such_file_or_directory) {
    throw Error(ErrorKind::config, "cannot read folder " +
                                       flk::quoted(directory) + ": " +
                                       error.message());
  }
  std::sort(files.begin(), files.end());
  return files;
}

}  // namespace

bool Twig::runs_on(std::string_view platform) const {
  return std::find(platforms.begin(), platforms.end(), platform) !=
         platforms.end();
}

Catalogue Catalogue::built_in() {
  Catalogue catalogue;
  catalogue.add_pack(kCatalogueJson, "built-in catalogue");
  return catalogue;
}

void Catalogue::add_pack(std::string_view json, const std::string& source) {
  auto twigs = parse_pack(json, source);
  for (const auto& twig : twigs) {
    if (find(twig.id) != nullptr) {
      throw Error(ErrorKind::config,
                  "cannot use pack " + flk::quoted(source) + ": query " +
                      flk::quoted(twig.id) + " is in the catalogue already",
                  "give one of the two another name");
    }
  }
  std::move(twigs.begin(), twigs.end(), std::back_inserter(twigs_));
}

void Catalogue::add_directory(const std::string& directory) {
  for (const auto& file : pack_files(directory)) {
    add_pack(read_file(file, kMaxPackBytes), file);
  }
}

const Twig* Catalogue::find(std::string_view id) const {
  const auto twig =
      std::find_if(twigs_.begin(), twigs_.end(),
                   [&](const Twig& candidate) { return candidate.id == id; });
  return twig == twigs_.end() ? nullptr : &*twig;
}

}  // namespace flk
