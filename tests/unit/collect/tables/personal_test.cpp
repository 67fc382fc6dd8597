// SPDX-License-Identifier: GPL-3.0-or-later
// Files as people and programs really write them, through the tables and the
// built-in policy: what leaves of them tells of nobody.

#include <algorithm>
#include <cctype>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <string>
#include <vector>

#include <flock/base/json_text.hpp>
#include <flock/policy/catalogue.hpp>
#include <flock/policy/redactor.hpp>

#include "support/machine_tree.hpp"
#include "support/records.hpp"

namespace flk {
namespace {

class PersonalFiles : public testing::Test {
 protected:
  PersonalFiles() {
    keys_.pseudonym = SecretBytes{32};
    tree_.file("/etc/passwd",
               "annsmith:x:1000:1000:Ann Smith,,555:/home/annsmith:/bin/zsh\n");
  }

  // What leaves of all twigs for Linux, all letters small.
  std::string left() const {
    const auto policy = Policy::built_in();
    Redactor redactor{policy, keys_};
    std::string out;
    const auto catalogue = Catalogue::built_in();
    for (const auto& twig : catalogue.twigs()) {
      if (!twig.runs_on("linux")) continue;
      const auto result = tree_.query(twig.sql, 1000);
      EXPECT_EQ(result.failure, "") << twig.id;
      for (const auto& row : result.rows) {
        const ParsedRecord record{record_of(twig.id, result.columns, row)};
        EXPECT_EQ(redactor.redact(*record, out), RedactOutcome::passed);
        out += '\n';
      }
    }
    std::transform(out.begin(), out.end(), out.begin(), [](unsigned char c) {
      return static_cast<char>(std::tolower(c));
    });
    return out;
  }

  static std::string record_of(const std::string& twig,
                               const std::vector<std::string>& columns,
                               const std::vector<std::string>& row) {
    std::string line = "{\"name\":" + json_string(twig) + ",\"columns\":{";
    for (std::size_t i = 0; i < row.size(); ++i) {
      if (i > 0) line += ',';
      line += json_string(columns[i]) + ":" + json_string(row[i]);
    }
    return line + "}}";
  }

  void expect_nobody(const std::string& out) const {
    for (const auto* secret : {"annsmith", "ann smith", "bobjones", "hunter2",
                               "zedlaptop", "acme", "s4evnx0n", "555"}) {
      EXPECT_THAT(out, testing::Not(testing::HasSubstr(secret)));
    }
  }

  MachineTree tree_;
  PolicyKeys keys_;
};

TEST_F(PersonalFiles, CrontabsShowNobody) {
  const std::string text =
      "\xEF\xBB\xBF# annsmith a b c d e f\r\n"
      "\t # annsmith@acme.com a b c d e f\r\n"
      "MAILTO = \"annsmith@acme.com, bobjones@acme.com, c@d, e@f, g@h, "
      "i@j\"\r\n"
      "MAILTO annsmith@acme.com a b c d e f\r\n"
      "export PASSWORD=hunter2 a b c d e f g\n"
      "hunter2 annsmith zedlaptop acme 555 bobjones hunter2\n"
      "@annsmith /bin/true\n@hunter2\tannsmith\n"
      "0 4 * * 1-5\tannsmith\t/usr/bin/mysql -phunter2 --user=annsmith \\\r\n"
      "  --host zedlaptop.acme annsmith bobjones hunter2\n"
      "5 4 * * * annsmith /usr/bin/mail%Dear%annsmith\n"
      "5 4 * * * annsmith cd ~annsmith && //zedlaptop/annsmith/run\n"
      "5 4 * * * annsmith /home/x/../annsmith/y annsmith@zedlaptop:/x\n";
  tree_.file("/etc/crontab", text);
  tree_.file("/var/spool/cron/crontabs/annsmith", text);
  tree_.file("/etc/cron.d/empty", "");
  tree_.file("/home/annsmith/diary", "Dear annsmith a b c d e f hunter2\n");
  tree_.link("/etc/cron.d/link", "../../home/annsmith/diary");
  tree_.link("/etc/cron.d/broken", "/home/annsmith/gone");
  tree_.link("/etc/cron.d/loop", "loop");
  const auto out = left();
  EXPECT_THAT(out, testing::HasSubstr("/usr/bin/mysql -p* --user=* "));
  EXPECT_THAT(out, testing::HasSubstr("/usr/bin/mail%*%*"));
  expect_nobody(out);
}

TEST_F(PersonalFiles, HostsShowNobody) {
  tree_.file("/etc/hosts",
             "127.0.1.1\tzedlaptop.acme zedlaptop # annsmith\r\n"
             "zedlaptop 10.0.0.1\nannsmith@acme.com\n"
             "fe80::1%lo0 localhost zedlaptop#annsmith\n10.0.0.2\n");
  const auto out = left();
  EXPECT_THAT(out, testing::HasSubstr("fe80::1%lo0"));
  // The top level of a name that is no public one shows.
  EXPECT_THAT(out, testing::HasSubstr(R"("*.acme *")"));
  std::string rest = out;
  rest.replace(rest.find("acme"), 4, "");
  expect_nobody(rest);
}

TEST_F(PersonalFiles, WhatStartsShowsNobody) {
  tree_.folder("/run/systemd/system");
  tree_.file("/home/annsmith/.config/autostart/vpn.desktop",
             "\xEF\xBB\xBF[Desktop Entry]\r\nExec=hunter2\r\n"
             "[Desktop Entry]\r\nName=VPN annsmith@acme.com\r\n"
             "Exec=/usr/bin/openconnect --user annsmith --passwd hunter2 "
             "\"https://annsmith:hunter2@zedlaptop/annsmith\" %U\r\n");
  tree_.file("/home/annsmith/.config/autostart/x.desktop~", "\0\n[Desktop");
  tree_.file("/home/annsmith/.config/autostart/unreadable", "annsmith", 0);
  const std::string wants = "/etc/systemd/system/multi-user.target.wants/";
  for (const std::string unit :
       {"openvpn-client@annsmith.service", "home-annsmith.mount",
        "dev-mapper-zedlaptop\\x2dvg\\x2dswap.swap", "mnt-zedlaptop.automount",
        "dev-disk-by\\x2did-S4EVNX0N.device", "annsmith@acme.com",
        "systemd-cryptsetup@luks\\x2dS4EVNX0N.service"}) {
    tree_.file("/run/systemd/generator/" + unit, "[Service]\nUser=annsmith\n");
    tree_.link(wants + unit, "/run/systemd/generator/" + unit);
  }
  const auto out = left();
  for (const std::string shown :
       {"openvpn-client@*.service", "systemd-cryptsetup@*.service", "*.mount",
        "*.swap", "*.device", "/usr/bin/openconnect --user * --passwd * "}) {
    EXPECT_THAT(out, testing::HasSubstr(shown));
  }
  expect_nobody(out);
}

TEST_F(PersonalFiles, BrowsersShowNobody) {
  tree_.file("/home/annsmith/.mozilla/firefox/annsmith.default/extensions.json",
             R"({"addons":[{"id":"uBlock0@raymondhill.net",
                 "sourceURI":"file:///home/annsmith/x.xpi",
                 "path":"/home/annsmith/x@acme.com.xpi",
                 "defaultLocale":{"name":"uBlock","creator":"annsmith",
                   "description":"By Ann, annsmith@acme.com, ~annsmith"}},
                {"id":"annsmith hunter2"},7,null,{"id":{"a":"hunter2"}}]})");
  const std::string profile =
      "/home/annsmith/.config/google-chrome/annsmith@acme.com";
  tree_.file(profile + "/Preferences",
             R"({"profile":{"name":"annsmith"},"extensions":{"settings":{}}})");
  tree_.file(profile + "/Extensions/abc/1_0/manifest.json",
             R"({"name":"x","version":"1","author":"annsmith@acme.com",
                 "description":"/home/annsmith annsmith@acme.com",
                 "update_url":"https://annsmith:hunter2@up.dev/annsmith",
                 "permissions":["tabs","file:///home/annsmith/*"]})");
  const auto out = left();
  EXPECT_THAT(out, testing::HasSubstr("ublock0@raymondhill.net"));
  EXPECT_THAT(out, testing::HasSubstr("tabs, file:~/*"));
  expect_nobody(out);
}

TEST_F(PersonalFiles, TheKernelShowsNobody) {
  tree_.file("/proc/version", "Linux version 6.1.0-1 (annsmith@zedlaptop)");
  tree_.file("/proc/cmdline",
             "BOOT_IMAGE=/vmlinuz root=/dev/mapper/zedlaptop-root ro "
             "resume=/dev/disk/by-id/ata-S4EVNX0N systemd.hostname=zedlaptop "
             "ip=10.0.0.5:::255.0.0.0:zedlaptop:eth0 \"a=annsmith hunter2\" "
             "nfsroot=10.0.0.1:/home/annsmith\n");
  const auto out = left();
  EXPECT_THAT(out, testing::HasSubstr("6.1.0-1"));
  expect_nobody(out);
}

}  // namespace
}  // namespace flk
