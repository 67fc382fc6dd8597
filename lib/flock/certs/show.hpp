// SPDX-License-Identifier: GPL-3.0-or-later
// What certificates a folder holds, for people and as JSON; flock-certs(1),
// show. Keys are not read.

#pragma once

#include <string>
#include <vector>

#include <flock/certs/certificate.hpp>

namespace flk {

struct ShownCertificate {
  std::string name;  // of its folder; "ca" of a CA
  std::string path;
  Certificate certificate;
};

struct CertificateList {
  std::vector<ShownCertificate> certificates;  // the CA's, then by name
  std::vector<std::string> unreadable;  // what could not be read, and why
};

// Throws Error (config) where there is no such folder, or nothing in it.
CertificateList list_certificates(const std::string& dir);

// Several lines without the last LF: the name, then what is indented.
std::string shown_as_text(const ShownCertificate& shown);
// One object, without LF.
std::string shown_as_json(const ShownCertificate& shown);

}  // namespace flk
