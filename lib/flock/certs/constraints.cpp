// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/certs/constraints.hpp>

#include <openssl/err.h>
#include <openssl/x509v3.h>

#include <vector>

#include <flock/base/error.hpp>
#include <flock/certs/extensions.hpp>
#include <flock/certs/issue.hpp>
#include <flock/certs/openssl.hpp>

namespace flk {
namespace {

void require(bool ok) { require_openssl(ok, "check name constraints"); }

// OpenSSL's status for a certificate with these names.
int status_of(NAME_CONSTRAINTS* constraints, const std::string& common_name,
              const AlternativeNames& names) {
  const X509Handle certificate{::X509_new()};
  require(certificate != nullptr);
  if (!common_name.empty()) add_common_name(certificate.get(), common_name);
  add_alternative_names(certificate.get(), names);
  // The names are looked up in what this caches; that nothing is signed yet
  // does not matter.
  ::X509_check_purpose(certificate.get(), -1, 0);
  int status = ::NAME_CONSTRAINTS_check(certificate.get(), constraints);
  if (status == X509_V_OK && names.dns.empty()) {
    status = ::NAME_CONSTRAINTS_check_CN(certificate.get(), constraints);
  }
  ::ERR_clear_error();
  return status;
}

// Each name of `names`, alone.
std::vector<std::pair<std::string, AlternativeNames>> one_by_one(
    const AlternativeNames& names) {
  std::vector<std::pair<std::string, AlternativeNames>> all;
  const auto add = [&all](const std::vector<std::string>& list,
                          std::vector<std::string> AlternativeNames::*kind) {
    for (const auto& name : list) {
      all.emplace_back(name, AlternativeNames{});
      (all.back().second.*kind).push_back(name);
    }
  };
  add(names.dns, &AlternativeNames::dns);
  add(names.ip, &AlternativeNames::ip);
  add(names.email, &AlternativeNames::email);
  add(names.uri, &AlternativeNames::uri);
  add(names.cn, &AlternativeNames::cn);
  return all;
}

constexpr char kCure[] =
    "take the name out, or have it permitted under 'ca:' in the file of "
    "instances and run flock-certs renew ca";
constexpr char kCommonNameCure[] =
    "without a DNS name beside it a CN with a dot counts as one: give it a CN "
    "without, or a DNS name that is permitted";

}  // namespace

std::optional<ConstraintRefusal> constraint_refusal(
    const Certificate& authority, const std::string& common_name,
    const AlternativeNames& names) {
  const OpensslHandle<NAME_CONSTRAINTS> constraints{
      static_cast<NAME_CONSTRAINTS*>(::X509_get_ext_d2i(
          authority.get(), NID_name_constraints, nullptr, nullptr))};
  if (!constraints) return std::nullopt;
  const auto refusal = [](const std::string& name, int status,
                          const char* cure) {
    return ConstraintRefusal{"forbid " + quoted(name) + " (" +
                                 ::X509_verify_cert_error_string(status) + ")",
                             cure};
  };
  const int of_all = status_of(constraints.get(), common_name, names);
  if (of_all == X509_V_OK) return std::nullopt;
  for (const auto& [name, alone] : one_by_one(names)) {
    const int status = status_of(constraints.get(), {}, alone);
    if (status != X509_V_OK) return refusal(name, status, kCure);
  }
  return refusal(common_name, of_all, kCommonNameCure);
}

std::string constraints_der(const AuthorityProfile& profile) {
  X509Handle certificate{::X509_new()};
  require(certificate != nullptr);
  add_name_constraints(certificate.get(), profile.constraints);
  return Certificate{std::move(certificate)}.constraints_der();
}

}  // namespace flk
