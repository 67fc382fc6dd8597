// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/signature/trusted.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <optional>
#include <string>
#include <vector>

#include <flock/base/error.hpp>

#include "support/temp_dir.hpp"
#include "support/verification.hpp"

namespace flk {
namespace {

const StreamId kStream = *parse_stream_id("01a206589b8000010203040506070809");
const std::string kStreamText = to_text(kStream);

std::string line_of(char c) { return key_of(c).public_key().line(); }
std::string kid_of(char c) { return key_of(c).public_key().kid(); }
std::string bare_file(char c) {
  return "untrusted comment: minisign public key 1\n" + line_of(c) + "\n";
}

std::string failure(const std::string& text) {
  try {
    trust(text);
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::config);
    return error.what();
  }
  return "none";
}

TEST(TrustedKeys, AreLinesOfUserAndKey) {
  const auto trusted = trust("# the fleet\n\n  ann\t" + line_of('a') +
                             "  # laptop\r\nbob " + line_of('b') + "\n");
  ASSERT_NE(trusted.find(kid_of('a')), nullptr);
  EXPECT_EQ(trusted.find(kid_of('a'))->key, key_of('a').public_key());
  EXPECT_EQ(trusted.find(kid_of('a'))->grants[0].user, "ann");
  EXPECT_FALSE(trusted.find(kid_of('a'))->grants[0].has_end());
  EXPECT_EQ(trusted.find(kid_of('b'))->grants[0].user, "bob");
  EXPECT_EQ(trusted.find(kid_of('c')), nullptr);
}

TEST(TrustedKeys, AreThoseOfMinisignsFilesForAnyUser) {
  const auto trusted = trust(bare_file('a') + bare_file('b'));
  EXPECT_EQ(trusted.find(kid_of('a'))->grants[0].user, "");
  EXPECT_EQ(trusted.find(kid_of('b'))->grants[0].user, "");
}

TEST(TrustedKeys, ComeFromManyFiles) {
  const TempDir directory;
  write_file(directory / "a.pub", bare_file('a'));
  write_file(directory / "fleet", "bob " + line_of('b'));
  TrustedKeys trusted;
  trusted.add_file(directory / "a.pub");
  trusted.add_file(directory / "fleet");
  EXPECT_NE(trusted.find(kid_of('a')), nullptr);
  EXPECT_NE(trusted.find(kid_of('b')), nullptr);
  EXPECT_THROW(trusted.add_file(directory / "missing"), Error);
}

TEST(TrustedKeys, AreRefusedWithTheLine) {
  const auto key = line_of('a');
  EXPECT_THAT(failure("# x\nann\n"),
              testing::HasSubstr("line 2: a public key is missing"));
  EXPECT_THAT(failure("\nann RWQ\n"),
              testing::HasSubstr("line 2: there is no public key"));
  // A key without a user is a slip, not a key for all.
  EXPECT_THAT(failure(key + "\n"), testing::HasSubstr("line 1"));
  EXPECT_THAT(failure("ann " + key + " bob\n"),
              testing::HasSubstr("'bob' is not understood"));
  EXPECT_THAT(failure("ann " + key + " until=2026-01-01T00:00:00Z more\n"),
              testing::HasSubstr("'more' is not understood"));
  EXPECT_THAT(failure("untrusted comment: x\nann " + key + "\n"),
              testing::HasSubstr("line 2"));
  EXPECT_THAT(failure("untrusted comment: x\n\n" + key + "\n"),
              testing::HasSubstr("line 2"));
  EXPECT_THAT(failure("untrusted comment: x\n" + key + " until=x\n"),
              testing::HasSubstr("line 2"));
}

// Whoever names sign.key for sign.pub must not find it in a log.
TEST(TrustedKeys, AreNotRepeatedWhereTheyAreSecret) {
  const std::string secret(212, 'S');
  EXPECT_THAT(failure("untrusted comment: minisign encrypted secret key\n" +
                      secret + "\n"),
              testing::Not(testing::HasSubstr("SSS")));
  EXPECT_THAT(failure("ann " + secret + "\n"),
              testing::Not(testing::HasSubstr("SSS")));
}

TEST(TrustedKeys, AreAtLeastOne) {
  for (const auto* text : {"", "\n\n", "# ann\n", "untrusted comment: x\n"}) {
    EXPECT_THAT(failure(text), testing::HasSubstr("no key")) << text;
  }
}

TEST(TrustedKeys, EndByTime) {
  const auto trusted =
      trust("ann " + line_of('a') + " until=2026-11-23T07:00:00Z\n");
  const auto& grant = trusted.find(kid_of('a'))->grants[0];
  EXPECT_TRUE(grant.holds(kStream, 1, Milliseconds{1795417200000}));
  EXPECT_FALSE(grant.holds(kStream, 1, Milliseconds{1795417200001}));
  EXPECT_FALSE(grant.holds(kStream, 1, std::nullopt));
}

TEST(TrustedKeys, EndByRecordInItsStreamAlone) {
  const auto trusted =
      trust("ann " + line_of('a') + " until=" + kStreamText + ":5\n");
  const auto& grant = trusted.find(kid_of('a'))->grants[0];
  EXPECT_TRUE(grant.holds(kStream, 5, std::nullopt));
  EXPECT_FALSE(grant.holds(kStream, 6, std::nullopt));
  EXPECT_FALSE(grant.holds(StreamId{}, 1, std::nullopt));
}

TEST(TrustedKeys, EndInNoOtherForm) {
  for (const auto& end :
       {std::string(), std::string("tomorrow"), std::string("2026-11-23"),
        kStreamText, kStreamText + ":", kStreamText + ":0", kStreamText + ":-1",
        kStreamText + ":1x", kStreamText + "5", kStreamText.substr(1) + ":1",
        kStreamText + ":99999999999999999999"}) {
    EXPECT_THAT(failure("ann " + line_of('a') + " until=" + end + "\n"),
                testing::HasSubstr("not understood"))
        << end;
  }
}

TEST(TrustedKeys, MayHaveAnEndForEachStream) {
  const auto first = "ann " + line_of('a') + " until=" + kStreamText + ":5\n";
  const auto second =
      "ann " + line_of('a') + " until=" + std::string(32, '0') + ":9\n";
  const auto trusted = trust(first + second + first);
  EXPECT_EQ(trusted.find(kid_of('a'))->grants.size(), 3u);
}

// A forgotten line must not undo the end of a stolen key.
TEST(TrustedKeys, MustNotContradictThemselves) {
  const auto key = "ann " + line_of('a');
  const auto until = key + " until=" + kStreamText;
  for (const auto& text :
       {key + "\n" + until + ":5\n", until + ":5\n" + key + "\n",
        until + ":5\n" + until + ":6\n", bare_file('a') + until + ":5\n",
        until + ":5\n" + bare_file('a'),
        until + ":5\n" + key + " until=2026-11-23T07:00:00Z\n"}) {
    EXPECT_THAT(failure(text), testing::HasSubstr("another end")) << text;
  }
  EXPECT_EQ(failure(key + "\n" + key + "\n"), "none");
  EXPECT_EQ(failure(until + ":5\nbob " + line_of('a') + "\n"), "none");
}

TEST(TrustedKeys, OfOneUserHaveOneOwner) {
  const auto trusted = trust("ann " + line_of('a') + "\nbob " + line_of('b') +
                             "\nann " + line_of('c') + "\n");
  const auto owner = [&](char c) {
    return trusted.find(kid_of(c))->grants[0].owner;
  };
  EXPECT_EQ(owner('a'), owner('c'));
  EXPECT_NE(owner('a'), owner('b'));
}

TEST(TrustedKeys, TieUsersThatShareAKey) {
  const auto trusted = trust("ann " + line_of('a') + "\nbob " + line_of('b') +
                             "\nanna " + line_of('c') + "\nanna " +
                             line_of('a') + "\nanna " + line_of('d') + "\n");
  const auto owner = [&](char c, std::size_t i) {
    return trusted.find(kid_of(c))->grants[i].owner;
  };
  EXPECT_EQ(owner('a', 0), owner('a', 1));
  EXPECT_EQ(owner('a', 0), owner('c', 0));
  EXPECT_EQ(owner('a', 0), owner('d', 0));  // listed later
  EXPECT_NE(owner('a', 0), owner('b', 0));
}

TEST(TrustedKeys, AnnounceFurtherOnes) {
  auto trusted = trust("ann " + line_of('a') + "\n");
  const auto by = trusted.find(kid_of('a'))->grants[0];
  const auto number = trusted.announce(key_of('n').public_key(), by, kStream);
  const auto* key = trusted.find(kid_of('n'));
  ASSERT_NE(key, nullptr);
  EXPECT_EQ(key->number, number);
  EXPECT_NE(key->number, trusted.find(kid_of('a'))->number);
  ASSERT_EQ(key->grants.size(), 1u);
  EXPECT_EQ(key->grants[0].user, "ann");
  EXPECT_EQ(key->grants[0].owner, by.owner);
  EXPECT_FALSE(key->grants[0].has_end());
  trusted.announce(key_of('n').public_key(), by, kStream);
  EXPECT_EQ(trusted.find(kid_of('n'))->grants.size(), 1u);
}

TEST(TrustedKeys, StandAboveWhatIsAnnounced) {
  auto trusted =
      trust("ann " + line_of('a') + "\nann " + line_of('n') +
            " until=" + kStreamText + ":5\nbob " + line_of('b') + "\n");
  const auto by = trusted.find(kid_of('a'))->grants[0];
  trusted.announce(key_of('n').public_key(), by, kStream);
  EXPECT_EQ(trusted.find(kid_of('n'))->grants.size(), 1u);
  EXPECT_TRUE(trusted.find(kid_of('n'))->grants[0].has_end());
  // Bob's key stays Bob's alone.
  EXPECT_EQ(trusted.announce(key_of('b').public_key(), by, kStream),
            std::nullopt);
  EXPECT_EQ(trusted.find(kid_of('b'))->grants.size(), 1u);
}

TEST(TrustedKeys, OfAnyUserHaveAnOwnerEach) {
  const auto trusted = trust(bare_file('a') + bare_file('b') + bare_file('a') +
                             "ann " + line_of('c') + "\nann " + line_of('b') +
                             "\n" + bare_file('d') + bare_file('c'));
  const auto owner = [&](char c, std::size_t i) {
    return trusted.find(kid_of(c))->grants[i].owner;
  };
  EXPECT_NE(owner('a', 0), owner('b', 0));
  EXPECT_EQ(owner('a', 0), owner('a', 1));
  EXPECT_EQ(owner('b', 0), owner('c', 0)) << "both are Ann's";
  EXPECT_EQ(owner('c', 0), owner('c', 1));
  EXPECT_NE(owner('d', 0), owner('a', 0));
  EXPECT_NE(owner('d', 0), owner('b', 0));
  EXPECT_EQ(trusted.owners(), 3u);
}

// Else by announcing others' keys one could declare losses in their streams.
TEST(TrustedKeys, OfAnyUserAreAnnouncedForOneStream) {
  auto trusted = trust(bare_file('a') + bare_file('b'));
  const auto by = trusted.find(kid_of('a'))->grants[0];
  const auto* key = trusted.find(kid_of('b'));
  for (const auto& stream : {StreamId{}, kStream}) {
    EXPECT_EQ(trusted.announce(key_of('b').public_key(), by, stream),
              key->number);
  }
  ASSERT_EQ(key->grants.size(), 2u);
  EXPECT_EQ(key->grants[0].owner, by.owner);
  EXPECT_TRUE(key->grants[0].holds(kStream, 7, std::nullopt));
  EXPECT_FALSE(key->grants[0].holds(StreamId{}, 7, std::nullopt));
  EXPECT_NE(key->grants[1].owner, by.owner);
}

TEST(TrustedKeys, NameThePeopleWhoseKeysHaveNotEnded) {
  const auto trusted =
      trust("ann " + line_of('a') + "\nbob " + line_of('b') +
            " until=2026-11-23T07:00:00Z\ncyd " + line_of('c') +
            " until=" + kStreamText + ":5\n" + bare_file('d') + bare_file('e'));
  const auto people = [&](std::int64_t since) {
    std::vector<std::string> out;
    for (const auto& each : trusted.people_since(Milliseconds{since})) {
      out.push_back(each.user.empty() ? each.key_id : each.user);
    }
    return out;
  };
  const auto d = key_of('d').public_key().printed_id();
  const auto e = key_of('e').public_key().printed_id();
  using testing::ElementsAre;
  EXPECT_THAT(people(1795417200000), ElementsAre(d, e, "ann", "bob"));
  EXPECT_THAT(people(1795417200001), ElementsAre(d, e, "ann"));
}

}  // namespace
}  // namespace flk
