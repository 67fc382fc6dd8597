// SPDX-License-Identifier: GPL-3.0-or-later
// Keeps a connection that broke off from ending the process: OpenSSL writes to
// sockets without MSG_NOSIGNAL. By the thread's mask, so that a closed standard
// output still ends a filter.

#pragma once

#include <pthread.h>
#include <signal.h>
#include <time.h>

namespace flk {

class SigpipeBlock {
 public:
  SigpipeBlock() {
    sigemptyset(&sigpipe_);
    sigaddset(&sigpipe_, SIGPIPE);
    pthread_sigmask(SIG_BLOCK, &sigpipe_, &before_);
  }
  SigpipeBlock(const SigpipeBlock&) = delete;
  SigpipeBlock& operator=(const SigpipeBlock&) = delete;
  ~SigpipeBlock() {
    if (sigismember(&before_, SIGPIPE) == 0) {
      const timespec at_once{};
      sigtimedwait(&sigpipe_, nullptr, &at_once);
      pthread_sigmask(SIG_SETMASK, &before_, nullptr);
    }
  }

 private:
  sigset_t sigpipe_;
  sigset_t before_;
};

}  // namespace flk
