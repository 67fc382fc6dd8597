// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/certs/crl.hpp>

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <ctime>

#include <flock/base/encoding.hpp>
#include <flock/base/regular_file.hpp>
#include <flock/certs/extensions.hpp>

namespace flk {
namespace {

constexpr std::size_t kMaxCrlFile = 64 << 20;

void require(bool ok) { require_openssl(ok, "make a CRL"); }

Asn1Handle asn1_time(Milliseconds time) {
  const auto seconds = std::chrono::floor<Seconds>(time).count();
  Asn1Handle field{::ASN1_TIME_set(nullptr, static_cast<std::time_t>(seconds))};
  require(field != nullptr);
  return field;
}

Asn1Handle asn1_integer(std::string_view bytes) {
  const OpensslHandle<BIGNUM> number{
      ::BN_bin2bn(reinterpret_cast<const unsigned char*>(bytes.data()),
                  static_cast<int>(bytes.size()), nullptr)};
  require(number != nullptr);
  Asn1Handle integer{::BN_to_ASN1_INTEGER(number.get(), nullptr)};
  require(integer != nullptr);
  return integer;
}

Asn1Handle asn1_integer(std::uint64_t value) {
  Asn1Handle integer{::ASN1_INTEGER_new()};
  require(integer && ::ASN1_INTEGER_set_uint64(integer.get(), value) == 1);
  return integer;
}

// 0 where there is none.
Milliseconds time_of(const ASN1_TIME* time) {
  std::tm fields{};
  if (time == nullptr || ::ASN1_TIME_to_tm(time, &fields) != 1) {
    return Milliseconds{0};
  }
  return Seconds{::timegm(&fields)};
}

// One that we do not give is none in particular.
RevocationReason reason_of(const X509_REVOKED* entry) {
  const OpensslHandle<ASN1_ENUMERATED> code{static_cast<ASN1_ENUMERATED*>(
      ::X509_REVOKED_get_ext_d2i(entry, NID_crl_reason, nullptr, nullptr))};
  const auto value = code ? ::ASN1_ENUMERATED_get(code.get()) : 0;
  ::ERR_clear_error();
  const auto reason = static_cast<RevocationReason>(value);
  return parse_reason(reason_name(reason)).value();
}

std::string hex_of(const ASN1_INTEGER* integer) {
  return to_hex(
      {reinterpret_cast<const char*>(::ASN1_STRING_get0_data(integer)),
       static_cast<std::size_t>(::ASN1_STRING_length(integer))});
}

void add_entry(X509_CRL* list, const Revocation& revocation) {
  OpensslHandle<X509_REVOKED> entry{::X509_REVOKED_new()};
  require(entry != nullptr);
  const auto serial = asn1_integer(from_hex(revocation.serial).value());
  const auto time = asn1_time(revocation.time);
  require(::X509_REVOKED_set_serialNumber(entry.get(), serial.get()) == 1 &&
          ::X509_REVOKED_set_revocationDate(entry.get(), time.get()) == 1);
  // RFC 5280 section 5.3.1: rather absent than "unspecified".
  if (revocation.reason != RevocationReason::unspecified) {
    const Asn1Handle reason{::ASN1_ENUMERATED_new()};
    require(reason &&
            ::ASN1_ENUMERATED_set(reason.get(),
                                  static_cast<int>(revocation.reason)) == 1);
    require(::X509_REVOKED_add1_ext_i2d(entry.get(), NID_crl_reason,
                                        reason.get(), 0, 0) == 1);
  }
  require(::X509_CRL_add0_revoked(list, entry.get()) == 1);
  entry.release();
}

void set_times(X509_CRL* list, Milliseconds now, Milliseconds validity) {
  const auto last = asn1_time(now - kBackdating);
  const auto next = asn1_time(now + validity);
  require(::X509_CRL_set1_lastUpdate(list, last.get()) == 1 &&
          ::X509_CRL_set1_nextUpdate(list, next.get()) == 1);
}

}  // namespace

std::vector<RevocationList> RevocationList::load_all(const std::string& path) {
  std::vector<RevocationList> lists;
  const auto pem = read_regular_file_if_exists(path, kMaxCrlFile);
  if (!pem) return lists;
  const auto bio = memory_bio(*pem);
  while (CrlHandle handle{
      ::PEM_read_bio_X509_CRL(bio.get(), nullptr, no_passphrase, nullptr)}) {
    lists.emplace_back(std::move(handle));
  }
  const auto doing = "cannot read CRL " + quoted(path);
  if (ERR_GET_REASON(::ERR_peek_last_error()) != PEM_R_NO_START_LINE) {
    throw_openssl(ErrorKind::config, doing);
  }
  ::ERR_clear_error();
  if (lists.empty()) {
    throw Error(ErrorKind::config, doing + ": there is none in it");
  }
  return lists;
}

RevocationList RevocationList::make(const Certificate& authority,
                                    const CertificateKey& key,
                                    const std::vector<Revocation>& revocations,
                                    Milliseconds now, Milliseconds validity,
                                    std::uint64_t last_number) {
  CrlHandle handle{::X509_CRL_new()};
  X509_CRL* list = handle.get();
  require(list != nullptr && ::X509_CRL_set_version(list, 1) == 1 &&
          ::X509_CRL_set_issuer_name(
              list, ::X509_get_subject_name(authority.get())) == 1);
  set_times(list, now, validity);
  const auto seconds = std::chrono::floor<Seconds>(now).count();
  const auto number = asn1_integer(
      std::max(last_number + 1, static_cast<std::uint64_t>(seconds)));
  require(::X509_CRL_add1_ext_i2d(list, NID_crl_number, number.get(), 0, 0) ==
          1);
  if (const auto id = make_authority_key_id(authority.get())) {
    require(::X509_CRL_add1_ext_i2d(list, NID_authority_key_identifier,
                                    id.get(), 0, 0) == 1);
  }
  for (const auto& revocation : revocations) {
    if (revocation.key_id == to_hex(authority.key_id())) {
      add_entry(list, revocation);
    }
  }
  require(::X509_CRL_sort(list) == 1 &&
          ::X509_CRL_sign(list, key.get(), signature_digest(key)) > 0);
  return RevocationList{std::move(handle)};
}

bool RevocationList::is_signed_by(const Certificate& authority) const {
  const bool is_signed =
      ::X509_NAME_cmp(::X509_CRL_get_issuer(get()),
                      ::X509_get_subject_name(authority.get())) == 0 &&
      ::X509_CRL_verify(get(), authority.public_key().get()) == 1;
  ::ERR_clear_error();
  return is_signed;
}

Milliseconds RevocationList::next_update() const {
  return time_of(::X509_CRL_get0_nextUpdate(get()));
}

std::uint64_t RevocationList::number() const {
  const Asn1Handle number{static_cast<ASN1_INTEGER*>(
      ::X509_CRL_get_ext_d2i(get(), NID_crl_number, nullptr, nullptr))};
  std::uint64_t value = 0;
  if (!number || ::ASN1_INTEGER_get_uint64(&value, number.get()) != 1) {
    ::ERR_clear_error();
    return 0;
  }
  return value;
}

std::set<std::string> RevocationList::serials() const {
  std::set<std::string> serials;
  const auto* entries = ::X509_CRL_get_REVOKED(get());
  for (int i = 0; i < sk_X509_REVOKED_num(entries); ++i) {
    serials.insert(hex_of(
        ::X509_REVOKED_get0_serialNumber(sk_X509_REVOKED_value(entries, i))));
  }
  return serials;
}

std::vector<Revocation> RevocationList::revocations(
    const std::string& key_id) const {
  std::vector<Revocation> revocations;
  const auto* entries = ::X509_CRL_get_REVOKED(get());
  for (int i = 0; i < sk_X509_REVOKED_num(entries); ++i) {
    const auto* entry = sk_X509_REVOKED_value(entries, i);
    const auto text = hex_of(::X509_REVOKED_get0_serialNumber(entry));
    const auto serial = canonical_serial(text);
    if (!serial) {
      throw Error(ErrorKind::config, "cannot take over a CRL's serial number " +
                                         quoted(text) +
                                         ": it is longer than 20 bytes");
    }
    revocations.push_back({*serial,
                           time_of(::X509_REVOKED_get0_revocationDate(entry)),
                           reason_of(entry), to_hex(key_id), "-"});
  }
  return revocations;
}

std::size_t add_listed(std::vector<Revocation>& known,
                       const std::vector<RevocationList>& lists,
                       const std::vector<Certificate>& authorities) {
  std::set<std::pair<std::string, std::string>> seen;
  for (const auto& entry : known) seen.emplace(entry.key_id, entry.serial);
  const auto before = known.size();
  for (const auto& list : lists) {
    const auto signer = std::find_if(
        authorities.begin(), authorities.end(),
        [&list](const auto& one) { return list.is_signed_by(one); });
    if (signer == authorities.end()) continue;
    for (auto& entry : list.revocations(signer->key_id())) {
      if (seen.emplace(entry.key_id, entry.serial).second) {
        known.push_back(std::move(entry));
      }
    }
  }
  return known.size() - before;
}

std::set<std::string> revoked_serials(const Authority& authority,
                                      std::vector<Revocation> known) {
  try {
    add_listed(known, RevocationList::load_all(authority.files().crl),
               authority.certificates());
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::config) throw;  // check names it
  }
  return serials_of(known);
}

std::string RevocationList::pem() const {
  const BioHandle bio{::BIO_new(::BIO_s_mem())};
  require(bio && ::PEM_write_bio_X509_CRL(bio.get(), get()) == 1);
  return std::string(written_to(*bio));
}

}  // namespace flk
