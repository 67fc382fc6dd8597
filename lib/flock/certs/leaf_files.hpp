// SPDX-License-Identifier: GPL-3.0-or-later
// The files of one certificate, put in place together: all are written and
// synced before the first is replaced, the key first. What an interruption
// leaves is whole or is completed by complete_interrupted().

#pragma once

#include <string>
#include <vector>

#include <flock/certs/certificate.hpp>
#include <flock/certs/files.hpp>
#include <flock/certs/key.hpp>

namespace flk {

enum class KeyChange {
  none,     // the key that is there stays
  first,    // there is none: throws Error (config) where one turns up
  replaced  // over the one that is there: throws Error (config) unless
            // flock-certs made it
};

// `certificate` is for `key`, signed by `authority`. Returns what was written.
// The caller holds certificate_lock(), as for all of these.
std::vector<std::string> write_leaf(const CertificateFiles& files,
                                    const CertificateKey& key, KeyChange change,
                                    const Certificate& certificate,
                                    const Certificate& authority);

// The same of a CA: `certificates` go into one file, its own first.
std::vector<std::string> write_authority(
    const CertificateFiles& files, const CertificateKey& key, KeyChange change,
    const std::vector<Certificate>& certificates);

// Whether the chain is another than these two.
bool chain_differs(const CertificateFiles& files,
                   const Certificate& certificate,
                   const Certificate& authority);
void write_chain(const CertificateFiles& files, const Certificate& certificate,
                 const Certificate& authority);

// Files that an interrupted run left beside the ones in use.
std::vector<std::string> interrupted_files(const CertificateFiles& files);

// Puts in place what belongs to what is in place already, and removes the
// rest. Cheap where there is nothing. Throws Error (config) before anything is
// changed where that would cost a key that flock-certs did not make.
void complete_interrupted(const CertificateFiles& files);

}  // namespace flk
