// SPDX-License-Identifier: GPL-3.0-or-later
// The raw cost of a CA and N certificates: keys, signatures and synced files,
// and nothing else. What flock-certs is measured against.
//
//   certs_raw DIR N

#include <fcntl.h>
#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <string>

namespace {

void require(bool ok, const char* what) {
  if (ok) return;
  std::perror(what);
  std::exit(1);
}

std::string pem_of(EVP_PKEY* key) {
  BIO* bio = ::BIO_new(::BIO_s_mem());
  ::PEM_write_bio_PKCS8PrivateKey(bio, key, nullptr, nullptr, 0, nullptr,
                                  nullptr);
  char* data = nullptr;
  const long size = ::BIO_ctrl(bio, BIO_CTRL_INFO, 0, &data);
  std::string pem(data, static_cast<std::size_t>(size));
  ::BIO_free(bio);
  return pem;
}

std::string pem_of(X509* certificate) {
  BIO* bio = ::BIO_new(::BIO_s_mem());
  ::PEM_write_bio_X509(bio, certificate);
  char* data = nullptr;
  const long size = ::BIO_ctrl(bio, BIO_CTRL_INFO, 0, &data);
  std::string pem(data, static_cast<std::size_t>(size));
  ::BIO_free(bio);
  return pem;
}

// Encoded, without the decoding that X509_set_pubkey() does behind it.
void set_public_key(X509* x, EVP_PKEY* key) {
  unsigned char* point = nullptr;
  const auto size = ::EVP_PKEY_get1_encoded_public_key(key, &point);
  require(::X509_PUBKEY_set0_param(::X509_get_X509_PUBKEY(x),
                                   ::OBJ_nid2obj(NID_X9_62_id_ecPublicKey),
                                   V_ASN1_OBJECT,
                                   ::OBJ_nid2obj(NID_X9_62_prime256v1), point,
                                   static_cast<int>(size)) == 1,
          "encode a key");
}

X509* issue(EVP_PKEY* key, const std::string& name, X509* issuer,
            EVP_PKEY* issuer_key) {
  X509* x = ::X509_new();
  ::X509_set_version(x, 2);
  ::ASN1_INTEGER_set(::X509_get_serialNumber(x), std::rand());
  ::X509_gmtime_adj(::X509_getm_notBefore(x), 0);
  ::X509_gmtime_adj(::X509_getm_notAfter(x), 86400L * 397);
  set_public_key(x, key);
  ::X509_NAME_add_entry_by_NID(
      ::X509_get_subject_name(x), NID_commonName, MBSTRING_UTF8,
      reinterpret_cast<const unsigned char*>(name.data()),
      static_cast<int>(name.size()), -1, 0);
  ::X509_set_issuer_name(
      x, ::X509_get_subject_name(issuer == nullptr ? x : issuer));
  X509_EXTENSION* san = ::X509V3_EXT_conf_nid(
      nullptr, nullptr, NID_subject_alt_name, ("DNS:" + name).c_str());
  ::X509_add_ext(x, san, -1);
  ::X509_EXTENSION_free(san);
  require(::X509_sign(x, issuer_key, ::EVP_sha256()) > 0, "sign");
  return x;
}

void write_file(const std::string& path, const std::string& bytes) {
  const int fd = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL, 0600);
  require(fd >= 0, path.c_str());
  require(::write(fd, bytes.data(), bytes.size()) ==
                  static_cast<ssize_t>(bytes.size()) &&
              ::fsync(fd) == 0,
          path.c_str());
  ::close(fd);
}

void sync_folder(const std::string& path) {
  const int fd = ::open(path.c_str(), O_RDONLY | O_DIRECTORY);
  require(fd >= 0 && ::fsync(fd) == 0, path.c_str());
  ::close(fd);
}

}  // namespace

int main(int, char* argv[]) {
  const std::string dir = argv[1];
  const int count = std::atoi(argv[2]);
  ::mkdir(dir.c_str(), 0755);
  EVP_PKEY* ca_key = ::EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "P-256");
  X509* ca = issue(ca_key, "CA", nullptr, ca_key);
  const auto ca_pem = pem_of(ca);
  write_file(dir + "/ca.key", pem_of(ca_key));
  write_file(dir + "/ca.crt", ca_pem);
  for (int i = 0; i < count; ++i) {
    const auto name = "node-" + std::to_string(i) + ".example.com";
    const auto folder = dir + "/" + name;
    EVP_PKEY* key = ::EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "P-256");
    X509* leaf = issue(key, name, ca, ca_key);
    const auto pem = pem_of(leaf);
    ::mkdir(folder.c_str(), 0755);
    sync_folder(dir);
    write_file(folder + "/leaf.key", pem_of(key));
    write_file(folder + "/leaf.crt", pem);
    write_file(folder + "/leaf.chain.crt", pem + ca_pem);
    sync_folder(folder);
    ::X509_free(leaf);
    ::EVP_PKEY_free(key);
  }
  return 0;
}
