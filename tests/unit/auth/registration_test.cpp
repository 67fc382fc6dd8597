// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/auth/registration.hpp>

#include <gtest/gtest.h>
#include <string>

#include <flock/base/error.hpp>
#include <flock/base/file.hpp>

#include "support/temp_dir.hpp"

namespace flk {
namespace {

const std::string kUrl = "https://flock.example";

TEST(LaptopRegistration, ComesBackAsItWasSaved) {
  const TempDir dir;
  EXPECT_FALSE(load_registration(dir.path()));
  save_registration(dir.path(), {kUrl, "ann"});
  const auto registration = load_registration(dir.path());
  ASSERT_TRUE(registration);
  EXPECT_EQ(registration->url, kUrl);
  EXPECT_EQ(registration->user, "ann");
}

TEST(LaptopRegistration, SendsNoTokenInClearToAnotherMachine) {
  const TempDir dir;
  save_registration(dir.path(), {"http://flock.example", "ann"});
  EXPECT_THROW(load_registration(dir.path()), Error);
  save_registration(dir.path(), {"http://127.0.0.1:5000", "ann"});
  EXPECT_TRUE(load_registration(dir.path()));
}

TEST(Token, IsForItsGatewayOnly) {
  const TempDir dir;
  save_token(dir.path(), "secret", kUrl);
  EXPECT_EQ(load_token(dir.path(), kUrl).view(), "secret");
  EXPECT_THROW(load_token(dir.path(), "https://elsewhere.example"), Error);
  EXPECT_THROW(load_token(dir.path(), kUrl + ".org"), Error);
}

TEST(Token, MayComeWithoutAGateway) {
  const TempDir dir;
  create_secret_file(token_path(dir.path()), "secret\n");
  EXPECT_EQ(load_token(dir.path(), kUrl).view(), "secret");
}

}  // namespace
}  // namespace flk
