// SPDX-License-Identifier: GPL-3.0-or-later
// chrome_extensions: the extensions in the profiles of Chrome and the browsers
// made from it. One whose manifest is damaged has a row with what is known.

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>
#include <string>

#include <flock/base/encoding.hpp>
#include <flock/base/hash.hpp>
#include <flock/collect/chrome_profiles.hpp>
#include <flock/collect/json_tree.hpp>
#include <flock/collect/tables/tables.hpp>
#include <flock/collect/text_fields.hpp>

namespace flk {
namespace {

constexpr std::string_view kMessage = "__MSG_";

// From 1601, where the Windows epoch lies, to 1970.
constexpr std::int64_t kSecondsTo1970 = 11644473600;

std::string lower_case(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  return text;
}

// The first 16 bytes of the key's SHA-256, a hexadecimal digit d as the letter
// that is d behind 'a'.
std::string identifier_of(std::string key) {
  std::erase_if(key, [](char c) { return c == '\n' || c == '\r' || c == ' '; });
  const auto bytes = from_base64(key);
  if (!bytes || bytes->empty()) return {};
  std::string out;
  for (const char c : sha256(*bytes).substr(0, 16)) {
    const auto byte = static_cast<unsigned char>(c);
    out += static_cast<char>('a' + (byte >> 4));
    out += static_cast<char>('a' + (byte & 0xf));
  }
  return out;
}

// "install_time" counts microseconds.
std::int64_t unix_time(const std::string& install_time) {
  const auto time = integer(install_time);
  return time ? std::max<std::int64_t>(*time / 1000000 - kSecondsTo1970, 0) : 0;
}

std::string joined(const nlohmann::json& list) {
  if (!list.is_array()) return scalar(list);
  std::string out;
  for (const auto& element : list) {
    if (!out.empty()) out += ", ";
    out += element.is_structured() ? to_text(element) : scalar(element);
  }
  return out;
}

class Extension {
 public:
  Extension(std::string path, const TableContext& context)
      : path_(std::move(path)),
        text_(context.read(path_ + "/manifest.json")),
        manifest_(parse_tree(text_ ? *text_ : std::string_view{})) {
    auto locale = text("default_locale");
    if (locale.empty()) locale = text("current_locale");
    if (locale.empty()) locale = "en";
    // It becomes part of a path.
    if (locale.find_first_of("/.") != std::string::npos) return;
    messages_ = parse_tree(
        context.read(path_ + "/_locales/" + locale + "/messages.json")
            .value_or(""));
  }

  bool is_there() const { return text_.has_value(); }
  const std::string& path() const { return path_; }

  const nlohmann::json& at(std::string_view key) const {
    return member(manifest_, key);
  }
  std::string text(std::string_view key) const { return scalar(at(key)); }
  std::string json(std::string_view key) const {
    const auto& value = at(key);
    return value.is_null() ? "{}" : to_text(value);
  }

  // "__MSG_name__" as the extension's own language file has it; the names of
  // messages are the same in capitals and small letters.
  std::string localized(std::string_view key) const {
    const auto value = text(key);
    if (!value.starts_with(kMessage) || !value.ends_with("__") ||
        value.size() < kMessage.size() + 2 || !messages_.is_object()) {
      return value;
    }
    const auto name = lower_case(
        value.substr(kMessage.size(), value.size() - kMessage.size() - 2));
    for (const auto& [candidate, message] : messages_.items()) {
      if (lower_case(candidate) != name) continue;
      const auto found = scalar(member(message, "message"));
      return found.empty() ? value : found;
    }
    return value;
  }

  std::string hash() const { return to_hex(sha256(*text_)); }
  std::string manifest() const { return to_text(manifest_); }

 private:
  std::string path_;
  std::optional<std::string> text_;
  nlohmann::json manifest_, messages_;
};

// Those in the profile's folder, and those that it only refers to.
std::set<std::string> extension_folders(const ChromeProfile& profile,
                                        const ChromePreferences& preferences,
                                        const TableContext& context) {
  std::set<std::string> out;
  for (const auto& folder : context.folders(profile.path + "/Extensions")) {
    for (const auto& version : context.folders(folder)) {
      out.insert(context.resolved(version));
    }
  }
  for (const auto& [folder, settings] : preferences.extensions) {
    out.insert(folder);
  }
  return out;
}

struct Owner {
  const Account& account;
  const ChromeProfile& profile;
  const ChromePreferences& preferences;
};

void add_extension(const Extension& extension, const Owner& owner,
                   TableRows& rows) {
  const auto found = owner.preferences.extensions.find(extension.path());
  const bool is_referenced = found != owner.preferences.extensions.end();
  const auto settings =
      is_referenced ? found->second : ChromeExtensionSettings{};
  const bool is_persistent =
      lower_case(extension.text("background.persistent")) == "true";
  rows.add(
      {{"browser_type", owner.profile.browser},
       {"uid", owner.account.uid},
       {"name", extension.localized("name")},
       {"profile", owner.preferences.name},
       {"profile_path", owner.profile.path},
       {"referenced_identifier", settings.identifier},
       {"identifier", identifier_of(extension.text("key"))},
       {"version", extension.text("version")},
       {"description", extension.localized("description")},
       {"default_locale", extension.text("default_locale")},
       {"current_locale", extension.text("current_locale")},
       {"update_url", extension.text("update_url")},
       {"author", extension.localized("author")},
       {"persistent", is_persistent},
       {"path", extension.path()},
       {"permissions", joined(extension.at("permissions"))},
       {"permissions_json", extension.json("permissions")},
       {"optional_permissions", joined(extension.at("optional_permissions"))},
       {"optional_permissions_json", extension.json("optional_permissions")},
       {"manifest_hash", extension.hash()},
       {"referenced", is_referenced},
       {"from_webstore", settings.from_webstore},
       {"state", settings.state},
       {"install_time", settings.install_time},
       {"install_timestamp", unix_time(settings.install_time)},
       {"manifest_json", extension.manifest()},
       {"key", extension.text("key")}});
}

void generate(const TableContext& context, TableRows& rows) {
  for (const auto& account : asked_accounts(context)) {
    for (const auto& profile : chrome_profiles(account, context)) {
      const auto preferences = chrome_preferences(profile, context);
      for (const auto& path :
           extension_folders(profile, preferences, context)) {
        const Extension extension{path, context};
        if (extension.is_there()) {
          add_extension(extension, {account, profile, preferences}, rows);
        }
      }
    }
  }
}

}  // namespace

const Table kChromeExtensionsTable{
    "chrome_extensions",
    {{"browser_type"},
     {"uid", kBigint},
     {"name"},
     {"profile"},
     {"profile_path"},
     {"referenced_identifier"},
     {"identifier"},
     {"version"},
     {"description"},
     {"default_locale"},
     {"current_locale"},
     {"update_url"},
     {"author"},
     {"persistent", kInteger},
     {"path"},
     {"permissions"},
     {"permissions_json", kText, kHidden},
     {"optional_permissions"},
     {"optional_permissions_json", kText, kHidden},
     {"manifest_hash"},
     {"referenced", kBigint},
     {"from_webstore"},
     {"state"},
     {"install_time"},
     {"install_timestamp", kBigint},
     {"manifest_json", kText, kHidden},
     {"key", kText, kHidden}},
    "uid",
    generate};

}  // namespace flk
