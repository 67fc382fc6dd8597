// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/gateway/fast_sha256.hpp>

#include <openssl/evp.h>

#include <memory>
#include <new>

namespace flk {
namespace {

// Looking the algorithm up takes as long as hashing a record: once a thread.
class Digest {
 public:
  Digest() {
    if (!context_ || !algorithm_ ||
        EVP_DigestInit_ex2(context_.get(), algorithm_.get(), nullptr) != 1) {
      throw std::bad_alloc{};
    }
  }

  void write(std::string_view bytes, unsigned char* digest) {
    if (EVP_DigestInit_ex2(context_.get(), nullptr, nullptr) != 1 ||
        EVP_DigestUpdate(context_.get(), bytes.data(), bytes.size()) != 1 ||
        EVP_DigestFinal_ex(context_.get(), digest, nullptr) != 1) {
      throw std::bad_alloc{};
    }
  }

 private:
  std::unique_ptr<EVP_MD, decltype(&EVP_MD_free)> algorithm_{
      EVP_MD_fetch(nullptr, "SHA256", nullptr), EVP_MD_free};
  std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context_{
      EVP_MD_CTX_new(), EVP_MD_CTX_free};
};

}  // namespace

void fast_sha256(std::string_view bytes, unsigned char* digest) {
  thread_local Digest of_thread;
  of_thread.write(bytes, digest);
}

}  // namespace flk
