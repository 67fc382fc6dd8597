// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/certs/extensions.hpp>

#include <openssl/evp.h>
#include <openssl/objects.h>
#include <openssl/x509v3.h>

namespace flk {
namespace {

constexpr std::size_t kKeyIdBytes = 20;

void require(bool ok) { require_openssl(ok, "make a certificate"); }

void add_extension(X509* certificate, int nid, void* value, bool critical) {
  require(::X509_add1_ext_i2d(certificate, nid, value, critical ? 1 : 0,
                              X509V3_ADD_DEFAULT) == 1);
}

Asn1Handle make_string(int type, std::string_view bytes) {
  Asn1Handle string{::ASN1_STRING_type_new(type)};
  require(string && ::ASN1_STRING_set(string.get(), bytes.data(),
                                      static_cast<int>(bytes.size())) == 1);
  return string;
}

using NameHandle = OpensslHandle<GENERAL_NAME>;

NameHandle make_name(int type, int string_type, std::string_view bytes) {
  NameHandle name{::GENERAL_NAME_new()};
  auto value = make_string(string_type, bytes);
  require(name != nullptr);
  ::GENERAL_NAME_set0_value(name.get(), type, value.release());
  return name;
}

NameHandle make_common_name(std::string_view text) {
  NameHandle name{::GENERAL_NAME_new()};
  OpensslHandle<ASN1_TYPE> value{::ASN1_TYPE_new()};
  auto string = make_string(V_ASN1_UTF8STRING, text);
  require(name && value);
  ::ASN1_TYPE_set(value.get(), V_ASN1_UTF8STRING, string.release());
  require(::GENERAL_NAME_set0_othername(
              name.get(), ::OBJ_nid2obj(NID_commonName), value.get()) == 1);
  value.release();
  return name;
}

void push(GENERAL_NAMES* list, NameHandle name) {
  require(sk_GENERAL_NAME_push(list, name.get()) > 0);
  name.release();
}

void add_subtree(STACK_OF(GENERAL_SUBTREE) * &list, NameHandle name) {
  if (list == nullptr) list = sk_GENERAL_SUBTREE_new_null();
  GENERAL_SUBTREE* tree = ::GENERAL_SUBTREE_new();
  require(list != nullptr && tree != nullptr);
  ::GENERAL_NAME_free(tree->base);
  tree->base = name.release();
  require(sk_GENERAL_SUBTREE_push(list, tree) > 0);
}

void add_subtrees(STACK_OF(GENERAL_SUBTREE) * &list,
                  const NameConstraints::Subtrees& trees) {
  for (const auto& dns : trees.dns) {
    add_subtree(list, make_name(GEN_DNS, V_ASN1_IA5STRING, dns));
  }
  for (const auto& ip : trees.ip) {
    add_subtree(list, make_name(GEN_IPADD, V_ASN1_OCTET_STRING,
                                network_bytes(ip).value()));
  }
  for (const auto& host : trees.email) {
    add_subtree(list, make_name(GEN_EMAIL, V_ASN1_IA5STRING, host));
  }
}

}  // namespace

void add_basic_constraints(X509* certificate, bool is_authority) {
  const Asn1Handle path_length{::ASN1_INTEGER_new()};
  require(path_length && ::ASN1_INTEGER_set(path_length.get(), 0) == 1);
  BASIC_CONSTRAINTS constraints{};
  constraints.ca = is_authority ? 0xff : 0;
  constraints.pathlen = is_authority ? path_length.get() : nullptr;
  add_extension(certificate, NID_basic_constraints, &constraints, true);
}

void add_key_usage(X509* certificate, std::initializer_list<KeyUsage> bits) {
  const Asn1Handle usage{::ASN1_BIT_STRING_new()};
  require(usage != nullptr);
  for (const auto bit : bits) {
    require(::ASN1_BIT_STRING_set_bit(usage.get(), static_cast<int>(bit), 1) ==
            1);
  }
  add_extension(certificate, NID_key_usage, usage.get(), true);
}

void add_role(X509* certificate, Role role) {
  const OpensslHandle<EXTENDED_KEY_USAGE> usage{::EXTENDED_KEY_USAGE_new()};
  require(usage != nullptr);
  const auto push_usage = [&usage](int nid) {
    require(sk_ASN1_OBJECT_push(usage.get(), ::OBJ_nid2obj(nid)) > 0);
  };
  if (role != Role::client) push_usage(NID_server_auth);
  if (role != Role::server) push_usage(NID_client_auth);
  add_extension(certificate, NID_ext_key_usage, usage.get(), false);
}

void add_name_constraints(X509* certificate,
                          const NameConstraints& constraints) {
  if (constraints.empty()) return;
  const OpensslHandle<NAME_CONSTRAINTS> value{::NAME_CONSTRAINTS_new()};
  require(value != nullptr);
  add_subtrees(value->permittedSubtrees, constraints.permitted);
  add_subtrees(value->excludedSubtrees, constraints.excluded);
  add_extension(certificate, NID_name_constraints, value.get(), true);
}

void add_alternative_names(X509* certificate, const AlternativeNames& names) {
  if (names.empty()) return;
  const OpensslHandle<GENERAL_NAMES> list{::GENERAL_NAMES_new()};
  require(list != nullptr);
  for (const auto& dns : names.dns) {
    push(list.get(), make_name(GEN_DNS, V_ASN1_IA5STRING, dns));
  }
  for (const auto& ip : names.ip) {
    push(list.get(), make_name(GEN_IPADD, V_ASN1_OCTET_STRING, ip_bytes(ip)));
  }
  for (const auto& cn : names.cn) push(list.get(), make_common_name(cn));
  for (const auto& email : names.email) {
    push(list.get(), make_name(GEN_EMAIL, V_ASN1_IA5STRING, email));
  }
  for (const auto& uri : names.uri) {
    push(list.get(), make_name(GEN_URI, V_ASN1_IA5STRING, uri));
  }
  add_extension(certificate, NID_subject_alt_name, list.get(), false);
}

std::string key_id(const X509* certificate) {
  unsigned char digest[EVP_MAX_MD_SIZE];
  require(::X509_pubkey_digest(certificate, ::EVP_sha256(), digest, nullptr) ==
          1);
  return {reinterpret_cast<char*>(digest), kKeyIdBytes};
}

void add_subject_key_id(X509* certificate, const std::string& id) {
  const auto string = make_string(V_ASN1_OCTET_STRING, id);
  add_extension(certificate, NID_subject_key_identifier, string.get(), false);
}

OpensslHandle<AUTHORITY_KEYID> make_authority_key_id(const X509* authority) {
  const auto* id = ::X509_get0_subject_key_id(const_cast<X509*>(authority));
  if (id == nullptr) return nullptr;
  OpensslHandle<AUTHORITY_KEYID> key_id{::AUTHORITY_KEYID_new()};
  require(key_id != nullptr);
  key_id->keyid = ::ASN1_OCTET_STRING_dup(id);
  require(key_id->keyid != nullptr);
  return key_id;
}

void add_authority_key_id(X509* certificate, X509* authority) {
  const auto id = make_authority_key_id(authority);
  if (!id) return;
  add_extension(certificate, NID_authority_key_identifier, id.get(), false);
}

}  // namespace flk
