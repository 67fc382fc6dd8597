// SPDX-License-Identifier: GPL-3.0-or-later
// os_version: os-release(5), and the release files of older systems.

#include <sys/utsname.h>

#include <string>

#include <flock/collect/table_context.hpp>
#include <flock/collect/tables/tables.hpp>
#include <flock/collect/text_fields.hpp>

namespace flk {
namespace {

struct Release {
  std::string name = "Unknown";
  Value version, build, platform_like, codename;
  std::string platform = "posix";
  std::string major = "0", minor = "0", patch = "0";
};

std::string_view unquoted(std::string_view text) {
  const bool is_quoted = text.size() >= 2 && text.front() == text.back() &&
                         (text.front() == '"' || text.front() == '\'');
  return is_quoted ? text.substr(1, text.size() - 2) : text;
}

void set_numbers(Release& release, std::string_view version_id) {
  const auto parts = fields(version_id, '.');
  release.major = parts[0];
  if (parts.size() > 1) release.minor = parts[1];
  if (parts.size() > 2) release.patch = parts[2];
}

void set_member(Release& release, std::string_view key,
                std::string_view value) {
  if (key == "NAME") {
    release.name = value;
  } else if (key == "VERSION") {
    release.version = value;
  } else if (key == "BUILD_ID") {
    release.build = value;
  } else if (key == "ID") {
    release.platform = value;
  } else if (key == "ID_LIKE") {
    release.platform_like = value;
  } else if (key == "VERSION_ID") {
    set_numbers(release, value);
  } else if (key.find("CODENAME") != std::string_view::npos) {
    // Some distributions have a spelling of their own.
    release.codename = value;
  }
}

// "CentOS release 6.10 (Final)"; later ones have os-release as well.
void set_old_release(Release& release, std::string_view text,
                     std::string platform) {
  release.platform_like = platform;
  release.platform = std::move(platform);
  release.version = trimmed(text);
  release.build = "";
  constexpr std::string_view kRelease = " release ";
  const auto at = text.find(kRelease);
  if (at == std::string_view::npos) return;
  const auto rest = words(text.substr(at + kRelease.size()));
  if (rest.empty() || rest[0].find('.') == std::string_view::npos) return;
  release.name = trimmed(text.substr(0, at));
  release.patch = "0";
  set_numbers(release, rest[0]);
}

Release release_of(const TableContext& context) {
  Release release;
  const auto text = context.read("/etc/os-release").value_or("");
  for (const auto line : lines(text)) {
    if (const auto member = key_value(line, '=')) {
      set_member(release, member->key, unquoted(member->value));
    }
  }
  if (const auto red_hat = context.read("/etc/redhat-release")) {
    set_old_release(release, *red_hat, "rhel");
  } else if (const auto gentoo = context.read("/etc/gentoo-release")) {
    set_old_release(release, *gentoo, "gentoo");
  }
  return release;
}

void generate(const TableContext& context, TableRows& rows) {
  const auto release = release_of(context);
  struct utsname system {};
  const bool known = ::uname(&system) == 0;
  rows.add({{"name", release.name},
            {"version", release.version},
            {"major", release.major},
            {"minor", release.minor},
            {"patch", release.patch},
            {"build", release.build},
            {"platform", release.platform},
            {"platform_like", release.platform_like},
            {"codename", release.codename},
            {"arch", known ? Value{system.machine} : Value{}},
            {"pid_with_namespace", 0}});
}

}  // namespace

const Table kOsVersionTable{"os_version",
                            {{"name"},
                             {"version"},
                             {"major", kInteger},
                             {"minor", kInteger},
                             {"patch", kInteger},
                             {"build"},
                             {"platform"},
                             {"platform_like"},
                             {"codename"},
                             {"arch"},
                             {"pid_with_namespace", kInteger, kHidden},
                             {"mount_namespace_id", kText, kHidden}},
                            {},
                            generate};

}  // namespace flk
