// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/certs/show.hpp>

#include <flock/base/file.hpp>
#include <flock/base/json_text.hpp>
#include <flock/base/utf8.hpp>
#include <flock/certs/files.hpp>

namespace flk {
namespace {

void add_certificates(CertificateList& list, const std::string& name,
                      const std::string& path) {
  try {
    for (auto& certificate : Certificate::load_if_exists(path)) {
      list.certificates.push_back({name, path, std::move(certificate)});
    }
  } catch (const Error& error) {
    list.unreadable.emplace_back(error.what());
  }
}

// A name out of a certificate, fit for a terminal.
std::string printable(const std::string& name) {
  const auto text = quoted(name, name.size());
  return text == "'" + name + "'" ? name : text;
}

std::string joined(const AlternativeNames& names) {
  std::string text;
  for (const auto* list :
       {&names.dns, &names.ip, &names.email, &names.uri, &names.cn}) {
    for (const auto& name : *list) {
      if (!text.empty()) text += ", ";
      text += printable(name);
    }
  }
  return text;
}

// "ca", or what a leaf is for.
std::string role_of(const Certificate& certificate) {
  if (certificate.is_authority()) return "ca";
  const auto role = certificate.role();
  return role ? role_name(*role) : "none";
}

void append_line(std::string& text, const std::string& label,
                 const std::string& value) {
  if (value.empty()) return;
  text += "\n  " + label + std::string(13 - label.size(), ' ') + value;
}

void append_member(std::string& json, const char* key,
                   const std::string& value) {
  json += json.empty() ? '{' : ',';
  append_json_string(json, key);
  json += ':';
  append_json_string(json, to_utf8(value));
}

void append_member(std::string& json, const char* key,
                   const std::vector<std::string>& values) {
  json += ',';
  append_json_string(json, key);
  json += ":[";
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (i > 0) json += ',';
    append_json_string(json, to_utf8(values[i]));
  }
  json += ']';
}

}  // namespace

CertificateList list_certificates(const std::string& dir) {
  const std::string hint = "flock-certs create makes certificates";
  if (!file_exists(dir)) {
    throw Error(ErrorKind::config, "there is no folder " + quoted(dir), hint);
  }
  CertificateList list;
  add_certificates(list, "ca", CertificateFiles::of_authority(dir).certificate);
  for (const auto& name : leaf_names(dir)) {
    add_certificates(list, name, CertificateFiles::of(dir, name).certificate);
  }
  if (list.certificates.empty() && list.unreadable.empty()) {
    throw Error(ErrorKind::config,
                "there are no certificates in " + quoted(dir), hint);
  }
  return list;
}

std::string shown_as_text(const ShownCertificate& shown) {
  const auto& certificate = shown.certificate;
  std::string text = shown.name;
  append_line(text, "file", printable(shown.path));
  append_line(text, "subject", certificate.subject());
  append_line(text, "names", joined(certificate.names()));
  append_line(text, "valid",
              format_day(certificate.not_before()) + " to " +
                  format_day(certificate.not_after()));
  append_line(text, "key", certificate.key_type());
  append_line(text, "role", role_of(certificate));
  append_line(text, "serial", certificate.serial());
  append_line(text, "fingerprint", certificate.fingerprint());
  if (certificate.is_authority()) append_line(text, "hash", certificate.hash());
  return text;
}

std::string shown_as_json(const ShownCertificate& shown) {
  const auto& certificate = shown.certificate;
  const auto names = certificate.names();
  std::string json;
  append_member(json, "name", shown.name);
  append_member(json, "file", shown.path);
  append_member(json, "subject", certificate.subject());
  append_member(json, "issuer", certificate.issuer());
  append_member(json, "serial", certificate.serial());
  append_member(json, "dns", names.dns);
  append_member(json, "ip", names.ip);
  append_member(json, "cn", names.cn);
  append_member(json, "email", names.email);
  append_member(json, "uri", names.uri);
  append_member(json, "not_before", format_rfc3339(certificate.not_before()));
  append_member(json, "not_after", format_rfc3339(certificate.not_after()));
  append_member(json, "key", certificate.key_type());
  append_member(json, "role", role_of(certificate));
  append_member(json, "fingerprint", certificate.fingerprint());
  if (certificate.is_authority()) {
    append_member(json, "hash", certificate.hash());
  }
  return json + '}';
}

}  // namespace flk
