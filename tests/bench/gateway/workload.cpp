// SPDX-License-Identifier: GPL-3.0-or-later

#include "workload.hpp"

#include <algorithm>
#include <array>
#include <cstdio>

#include <flock/base/encoding.hpp>
#include <flock/base/hash.hpp>

namespace flk::bench {
namespace {

template <typename... Values>
std::string print(const char* format, Values... values) {
  std::array<char, 1024> buffer;
  const int size =
      std::snprintf(buffer.data(), buffer.size(), format, values...);
  return {buffer.data(), static_cast<std::size_t>(size)};
}

std::string record(std::size_t i, std::int64_t now) {
  const auto n = static_cast<unsigned>(i);
  return print(
      "{\"name\":\"disk_encryption\",\"hostIdentifier\":\"%s\","
      "\"calendarTime\":\"Mon Nov 23 07:%02u:%02u 2026 UTC\",\"unixTime\":%lld,"
      "\"epoch\":1,\"counter\":%u,\"numerics\":false,"
      "\"columns\":{\"name\":\"/dev/disk%us%u\","
      "\"uuid\":\"11111111-0000-4000-8000-%012u\",\"encrypted\":\"1\","
      "\"type\":\"APFS Encryption\",\"encryption_status\":\"encrypted\","
      "\"uid\":\"%u\",\"user_uuid\":\"F0A7D1B2-4C3E-4D5F-8A9B-%012u\","
      "\"filevault_status\":\"on\"},\"action\":\"added\","
      "\"flock\":{\"cursor\":\"AAECAwQFBgcICQoLDA0ODw.disk_encryption:%u\","
      "\"rules\":\"MTIzNDU2Nzg5MDEyMzQ1Ng\",\"policy\":"
      "\"YWJjZGVmZ2hpamtsbW5vcA\"}}\n",
      user_name(0).c_str(), n / 60 % 60, n % 60, static_cast<long long>(now),
      n % 97, n % 4, n % 9, n * 31 % 1000003, 500 + n % 20, n, n);
}

}  // namespace

std::string user_name(std::uint64_t number) {
  return print("bench-%07llu", static_cast<unsigned long long>(number));
}

std::string ledger_of(std::uint64_t number) {
  return to_base64url(sha256(user_name(number)).substr(0, 16));
}

Body::Body(std::size_t records, std::int64_t now) {
  const auto name = user_name(0);
  for (std::size_t i = 0; i < records; ++i) {
    const auto text = record(i, now);
    users_.push_back(text_.size() + text.find(name));
    text_ += text;
  }
}

void Body::set_user(std::uint64_t number) {
  const auto name = user_name(number);
  for (const auto at : users_) {
    std::copy(name.begin(), name.end(),
              text_.begin() + static_cast<std::ptrdiff_t>(at));
  }
}

}  // namespace flk::bench
