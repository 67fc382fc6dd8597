// SPDX-License-Identifier: GPL-3.0-or-later
// chrome_extensions and firefox_addons.

#include <flock/policy/catalogue.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <string>
#include <vector>

#include "support/machine_tree.hpp"

namespace flk {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

constexpr const char* kAdblock = "gighmmpiobklfepjocnamgkkbiglidom";
constexpr const char* kChrome = "/home/ann/.config/google-chrome";

class Browsers : public testing::Test {
 protected:
  Browsers() {
    tree_.file("/etc/passwd",
               "ann:x:1000:1000::/home/ann:\nbob:x:1001:1001::/home/bob:\n");
  }

  // Of the account 1000.
  std::vector<std::string> rows(const std::string& sql) const {
    return text_rows(tree_.query(sql, 1000));
  }
  std::vector<std::string> twig(const char* id) const {
    const auto catalogue = Catalogue::built_in();
    return rows(catalogue.find(id)->sql);
  }

  // A profile with one extension that its preferences do not name.
  void profile(const std::string& path, const std::string& extension) const {
    tree_.file(path + "/Preferences", R"({"profile": {"name": "P"}})");
    tree_.file(path + "/Extensions/" + extension + "/1.0_0/manifest.json",
               R"({"name": ")" + extension + R"(", "version": "1.0"})");
  }

  MachineTree tree_;
};

TEST_F(Browsers, ChromeExtensionsAreManifestsAndSettings) {
  const auto profile = std::string(kChrome) + "/Default";
  const auto folder = profile + "/Extensions/" + kAdblock + "/5.1_0";
  tree_.file(profile + "/Preferences", R"({"profile": {"name": "Person 1"}})");
  tree_.file(profile + "/Secure Preferences",
             R"({"extensions": {"settings": {")" + std::string(kAdblock) +
                 R"(": {"path": ")" + kAdblock +
                 R"(/5.1_0", "state": 1, "from_webstore": true,
                    "install_time": "13259800000000000"}}}})");
  tree_.file(folder + "/manifest.json",
             R"({"name": "__MSG_appName__", "version": "5.1",
                 "description": "__MSG_missing__", "author": "A",
                 "default_locale": "en", "update_url": "https://u/",
                 // A comment, as Chrome allows.
                 "background": {"persistent": true},
                 "permissions": ["tabs", {"x": [1]}, "<all_urls>"],
                 "optional_permissions": [],
                 "key": "AQID"})");
  tree_.file(folder + "/_locales/en/messages.json",
             R"({"APPNAME": {"message": "Ad Block"}})");
  EXPECT_THAT(
      rows("select browser_type, uid, name, profile, profile_path, "
           "referenced_identifier, identifier, version, description, "
           "default_locale, current_locale, update_url, author, persistent, "
           "path, permissions, optional_permissions, referenced, "
           "from_webstore, state, install_time, install_timestamp, key, "
           "permissions_json, optional_permissions_json "
           "from chrome_extensions"),
      ElementsAre("chrome|1000|Ad Block|Person 1|" + profile + "|" + kAdblock +
                  // The first 16 bytes of SHA-256 of 01 02 03, 039058c6f2c0cb
                  // 492c533b0a4d14ef77, in Chrome's letters.
                  "|adjafimgpcmamlejcmfddlakenbeophh|5.1|__MSG_missing__|en||"
                  "https://u/|A|1|" +
                  folder +
                  R"(|tabs, {"x":[1]}, <all_urls>||1|true|1|)"
                  R"(13259800000000000|1615326400|AQID|)"
                  R"(["tabs",{"x":[1]},"<all_urls>"]|[])"));
}

TEST_F(Browsers, ChromeExtensionsAreFoundBesideThePreferences) {
  profile(std::string(kChrome) + "/Profile 2", "abc");
  EXPECT_THAT(rows("select name, profile, referenced, referenced_identifier, "
                   "identifier, state, install_timestamp, persistent, "
                   "permissions_json from chrome_extensions"),
              ElementsAre("abc|P|0||||0|0|{}"));
  EXPECT_THAT(rows("select length(manifest_hash), manifest_json from "
                   "chrome_extensions"),
              ElementsAre(R"(64|{"name":"abc","version":"1.0"})"));
}

TEST_F(Browsers, ChromeExtensionsCanLieOutsideOfTheProfile) {
  const auto profile = std::string(kChrome) + "/Default";
  tree_.file(profile + "/Preferences",
             R"({"extensions": {"settings": {
                  "unpacked": {"path": "/home/ann/src/mine", "state": 0},
                  "gone": {"path": "/home/ann/src/gone"},
                  "no path": {}, "no object": 1}}})");
  tree_.file("/home/ann/src/mine/manifest.json", R"({"name": "mine"})");
  EXPECT_THAT(
      rows("select name, path, referenced_identifier, referenced, state "
           "from chrome_extensions"),
      ElementsAre("mine|/home/ann/src/mine|unpacked|1|0"));
}

TEST_F(Browsers, DamagedFilesHideNoExtension) {
  const auto profile = std::string(kChrome) + "/Default";
  tree_.file(profile + "/Preferences", "{damaged");
  const auto folder = profile + "/Extensions/abc/";
  tree_.file(folder + "1/manifest.json", "{\"name\": ");
  tree_.file(folder + "2/manifest.json", "{\"name\": \"b\xff\"}");
  tree_.file(folder + "3/manifest.json",
             R"({"name": "__MSG_x__", "default_locale": "../../x"})");
  tree_.file(folder + "4/manifest.json", R"(["no object"])");
  EXPECT_THAT(rows("select name, substr(path, -1) from chrome_extensions"),
              ElementsAre("|1", "b\\xFF|2", "__MSG_x__|3", "|4"));
}

TEST_F(Browsers, EveryRelativeOfChromeHasItsType) {
  const std::string config = "/home/ann/.config/";
  profile(config + "google-chrome/Default", "chrome");
  profile(config + "google-chrome-beta/Default", "chrome_beta");
  profile(config + "google-chrome-unstable/Default", "chrome_dev");
  profile(config + "BraveSoftware/Brave-Browser/Default", "brave");
  profile(config + "chromium/Default", "chromium");
  profile("/home/ann/snap/chromium/common/chromium/Default", "chromium-snap");
  profile(config + "yandex-browser-beta/Default", "yandex");
  profile(config + "microsoft-edge/Default", "edge");
  profile(config + "opera", "opera");
  profile(config + "vivaldi/Default", "vivaldi");
  EXPECT_THAT(
      rows("select browser_type, name from chrome_extensions"),
      UnorderedElementsAre(
          "chrome|chrome", "chrome_beta|chrome_beta", "chrome_dev|chrome_dev",
          "brave|brave", "chromium|chromium", "chromium|chromium-snap",
          "yandex|yandex", "edge|edge", "opera|opera", "vivaldi|vivaldi"));
  EXPECT_THAT(rows("select name from users join chrome_extensions using (uid) "
                   "where browser_type = 'opera'"),
              ElementsAre("opera"));
}

TEST_F(Browsers, OperaKeepsItsSettingsUnderAnotherName) {
  const std::string opera = "/home/ann/.config/opera";
  profile(opera, "abc");
  tree_.file(opera + "/Preferences",
             R"({"extensions": {"opsettings": {"abc": {"path": "abc/1.0_0",
                 "install_time": "1"}}}})");
  EXPECT_THAT(rows("select referenced, referenced_identifier, "
                   "install_timestamp from chrome_extensions"),
              ElementsAre("1|abc|0"));
}

TEST_F(Browsers, AProfileBehindALinkCountsOnce) {
  profile(std::string(kChrome) + "/Default", "abc");
  tree_.link(std::string(kChrome) + "/Linked", "Default");
  EXPECT_THAT(rows("select name from chrome_extensions"), ElementsAre("abc"));
}

TEST_F(Browsers, AreThoseOfTheAccountsThatAreAskedFor) {
  profile("/home/ann/.config/chromium/Default", "of-ann");
  profile("/home/bob/.config/chromium/Default", "of-bob");
  EXPECT_THAT(rows("select uid, name from chrome_extensions"),
              ElementsAre("1000|of-ann"));
  EXPECT_THAT(rows("select uid, name from chrome_extensions where uid = 1001"),
              ElementsAre("1001|of-bob"));
  EXPECT_THAT(rows("select uid, name from chrome_extensions where uid = 7"),
              IsEmpty());
  EXPECT_THAT(rows("select uid, name from users join chrome_extensions using "
                   "(uid)"),
              ElementsAre("1000|of-ann", "1001|of-bob"));
  EXPECT_EQ(twig("chrome_extensions").size(), 2u);
}

TEST_F(Browsers, FirefoxAddonsAreThoseOfItsProfiles) {
  const std::string path = "/home/ann/.mozilla/firefox/x.default-release";
  tree_.file(path + "/extensions.json",
             R"({"schemaVersion": 35, "addons": [
  {"id": "uBlock0@raymondhill.net", "version": "1.50", "type": "extension",
   "defaultLocale": {"name": "uBlock Origin", "creator": "R",
                     "description": "Finally"},
   "visible": true, "active": true, "userDisabled": false,
   "applyBackgroundUpdates": 1, "sourceURI": "https://a/x.xpi",
   "location": "app-profile", "path": "/p/x.xpi"},
  {"id": "b@c", "userDisabled": true, "active": false, "sourceURI": null},
  "no object"]})");
  EXPECT_THAT(rows("select * from firefox_addons"),
              ElementsAre("1000|uBlock Origin|uBlock0@raymondhill.net|R|"
                          "extension|1.50|Finally|https://a/x.xpi|1|1|0|1|"
                          "app-profile|/p/x.xpi",
                          "1000||b@c|||||||0|1|||"));
}

TEST_F(Browsers, FirefoxIsFoundWhereDistributionsPutIt) {
  const auto addon = [&](const std::string& profile, const std::string& id) {
    tree_.file(profile + "/extensions.json",
               R"({"addons": [{"id": ")" + id + "\"}]}");
  };
  addon("/home/ann/.mozilla/firefox/p", "classic");
  addon("/home/ann/snap/firefox/common/.mozilla/firefox/p", "snap");
  addon("/home/ann/.config/mozilla/firefox/p", "xdg");
  addon("/home/bob/.mozilla/firefox/p", "of-bob");
  tree_.file("/home/ann/.mozilla/firefox/damaged/extensions.json", "{");
  tree_.file("/home/ann/.mozilla/firefox/other/extensions.json",
             R"({"addons": {}})");
  EXPECT_THAT(rows("select identifier from firefox_addons"),
              ElementsAre("classic", "snap", "xdg"));
  EXPECT_EQ(twig("firefox_addons").size(), 4u);
}

TEST_F(Browsers, OfAccountsWithoutAnyHaveNoRows) {
  EXPECT_THAT(twig("chrome_extensions"), IsEmpty());
  EXPECT_THAT(twig("opera_extensions"), IsEmpty());
  EXPECT_THAT(twig("firefox_addons"), IsEmpty());
}

}  // namespace
}  // namespace flk
