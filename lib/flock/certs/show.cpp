// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/certs/show.hpp>

#include <algorithm>
#include <filesystem>

#include <flock/base/file.hpp>
#include <flock/base/json_text.hpp>
#include <flock/base/utf8.hpp>
#include <flock/certs/files.hpp>

namespace flk {
namespace {

// Calls of quoted() are qualified: <filesystem> brings in std::quoted(), which
// takes a std::string as well.
namespace fs = std::filesystem;

// The folders that may hold a certificate, sorted.
std::vector<std::string> leaf_names(const std::string& dir) {
  std::vector<std::string> names;
  std::error_code error;
  for (fs::directory_iterator entry{dir, error}, end; !error && entry != end;
       entry.increment(error)) {
    auto name = entry->path().filename().string();
    std::error_code ignored;  // what cannot be looked at is no folder of ours
    if (entry->is_directory(ignored) && file_name_refusal(name).empty()) {
      names.push_back(std::move(name));
    }
  }
  if (error) {
    throw Error(ErrorKind::config, "cannot list folder " + flk::quoted(dir) +
                                       ": " + error.message());
  }
  std::sort(names.begin(), names.end());
  return names;
}

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
  const auto text = flk::quoted(name, name.size());
  return text == "'" + name + "'" ? name : text;
}

std::string joined(const AlternativeNames& names) {
  std::string text;
  for (const auto* list : {&names.dns, &names.ip, &names.cn}) {
    for (const auto& name : *list) {
      if (!text.empty()) text += ", ";
      text += printable(name);
    }
  }
  return text;
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
    throw Error(ErrorKind::config, "there is no folder " + flk::quoted(dir),
                hint);
  }
  CertificateList list;
  add_certificates(list, "ca", CertificateFiles::of_authority(dir).certificate);
  for (const auto& name : leaf_names(dir)) {
    add_certificates(list, name, CertificateFiles::of(dir, name).certificate);
  }
  if (list.certificates.empty() && list.unreadable.empty()) {
    throw Error(ErrorKind::config,
                "there are no certificates in " + flk::quoted(dir), hint);
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
  append_member(json, "not_before", format_rfc3339(certificate.not_before()));
  append_member(json, "not_after", format_rfc3339(certificate.not_after()));
  append_member(json, "key", certificate.key_type());
  append_member(json, "fingerprint", certificate.fingerprint());
  if (certificate.is_authority()) {
    append_member(json, "hash", certificate.hash());
  }
  return json + '}';
}

}  // namespace flk
