// SPDX-License-Identifier: GPL-3.0-or-later
// kill -9 at every step: the process that makes certificates is traced with
// ptrace(2) and killed just before its first, second, third ... system call
// that can change a file; the next run must complete what it left.

#include <flock/certs/create.hpp>

#include <gtest/gtest.h>
#include <optional>
#include <string>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <functional>

#include <flock/base/file.hpp>
#include <flock/certs/check.hpp>
#include <flock/certs/crl.hpp>
#include <flock/certs/export.hpp>
#include <flock/certs/renew.hpp>
#include <flock/certs/revoke.hpp>

#include "support/certificate_tree.hpp"

namespace flk {
namespace {

constexpr int kNotTraced = 77;  // the child's exit status

bool can_change_files(std::uint64_t call) {
  constexpr std::uint64_t kCalls[] = {
      SYS_openat,   SYS_write,    SYS_fsync,  SYS_fchmod,    SYS_ftruncate,
      SYS_fchown,   SYS_unlinkat, SYS_linkat, SYS_renameat2, SYS_mkdirat,
#ifdef SYS_rename  // newer architectures have only the calls above
      SYS_unlink,   SYS_link,     SYS_rename, SYS_mkdir,
#endif
#ifdef SYS_renameat
      SYS_renameat,
#endif
  };
  return std::find(std::begin(kCalls), std::end(kCalls), call) !=
         std::end(kCalls);
}

bool is_entering_such_call(pid_t child) {
  __ptrace_syscall_info info{};
  const auto size =
      ::ptrace(PTRACE_GET_SYSCALL_INFO, child, sizeof info, &info);
  return size > 0 && info.op == PTRACE_SYSCALL_INFO_ENTRY &&
         can_change_files(info.entry.nr);
}

using Run = std::function<void(CertificateTree&)>;

[[noreturn]] void run_traced(CertificateTree& tree, const Run& run) {
  if (::ptrace(PTRACE_TRACEME, 0, nullptr, nullptr) != 0) ::_exit(kNotTraced);
  ::raise(SIGSTOP);
  try {
    run(tree);
  } catch (...) {
    ::_exit(1);
  }
  ::_exit(0);
}

// The exit status of a run that ended before its call number `count`; nullopt
// where it was killed there.
std::optional<int> run_killed_at(CertificateTree& tree, int count,
                                 const Run& run) {
  const pid_t child = ::fork();
  if (child == 0) run_traced(tree, run);
  int status = 0;
  ::waitpid(child, &status, 0);
  if (WIFEXITED(status)) return WEXITSTATUS(status);
  ::ptrace(PTRACE_SETOPTIONS, child, nullptr,
           PTRACE_O_TRACESYSGOOD | PTRACE_O_EXITKILL);
  while (true) {
    ::ptrace(PTRACE_SYSCALL, child, nullptr, nullptr);
    ::waitpid(child, &status, 0);
    if (WIFEXITED(status)) return WEXITSTATUS(status);
    if (is_entering_such_call(child) && count-- == 0) break;
  }
  ::kill(child, SIGKILL);
  ::waitpid(child, &status, 0);
  return std::nullopt;
}

// What a key does not fit is named by check, as left by an interrupted run.
void expect_named_or_whole(CertificateTree& tree) {
  CheckOptions options;
  options.dir = tree.certs;
  options.instances_file = tree.options.instances_file;
  if (!file_exists(tree.certs)) return;
  bool is_mismatch = false;
  bool is_named = false;
  for (const auto& finding : check_certificates(options, tree.clock)) {
    is_mismatch |= finding.kind == FindingKind::key_mismatch;
    is_named |= finding.kind == FindingKind::interrupted;
  }
  EXPECT_TRUE(!is_mismatch || is_named);
}

// No certificate, not even in a chain, lies beside another's key.
void expect_no_mismatch(const CertificateFiles& files) {
  for (const auto& path : {files.certificate, files.chain}) {
    const auto found = Certificate::load_if_exists(path);
    if (found.empty() || !file_exists(files.key)) continue;
    EXPECT_TRUE(found[0].is_for(CertificateKey::load(files.key))) << path;
  }
}

using Prepare = std::function<void(CertificateTree&)>;
using Check = std::function<void(CertificateTree&)>;

void create(CertificateTree& tree) { tree.create(); }

// Kills a run on a tree made by `prepare` at each of its steps in turn, and
// calls `check` after the run that follows. Returns how many steps there were;
// nullopt where there can be no tracing.
std::optional<int> kill_at_every_step(const Prepare& prepare, const Run& run,
                                      const Check& check) {
  for (int step = 0;; ++step) {
    CertificateTree tree;
    prepare(tree);
    const auto status = run_killed_at(tree, step, run);
    if (status == kNotTraced) return std::nullopt;
    if (status) {
      EXPECT_EQ(*status, 0);
      return step;
    }
    SCOPED_TRACE("killed at step " + std::to_string(step));
    expect_named_or_whole(tree);
    EXPECT_NO_THROW(tree.create());
    check(tree);
    if (::testing::Test::HasFailure()) return step;
  }
}

TEST(CreateKilledAtAnyStep, IsCompletedByTheNextRun) {
  const auto steps = kill_at_every_step(
      [](CertificateTree&) {}, create,
      [](const CertificateTree& tree) { tree.expect_whole(); });
  if (!steps) GTEST_SKIP() << "ptrace(2) is not allowed here";
  // At the least each of the eight files was opened, written, synced and put
  // in its place.
  EXPECT_GE(*steps, 32);
}

TEST(CreateKilledAtAnyStep, ReplacesAPairOfWhichOnlyTheChainIsLeft) {
  const auto steps = kill_at_every_step(
      [](CertificateTree& tree) {
        tree.create();
        remove_file(tree.of("gateway").key);
        remove_file(tree.of("gateway").certificate);
      },
      [](CertificateTree& tree) {
        tree.create();
        expect_no_mismatch(tree.of("gateway"));
      },
      [](const CertificateTree& tree) { tree.expect_whole(); });
  if (!steps) GTEST_SKIP() << "ptrace(2) is not allowed here";
  EXPECT_GE(*steps, 12);
}

TEST(CreateKilledAtAnyStep, CompletesTheFileOfInstancesToo) {
  const auto steps = kill_at_every_step(
      [](CertificateTree& tree) {
        remove_file(tree.options.instances_file);
        tree.options.only = instance_of("gateway", {"gateway.example.com"});
      },
      create,
      [](const CertificateTree& tree) {
        EXPECT_EQ(contents(tree.options.instances_file),
                  instances_yaml(*tree.options.only));
        EXPECT_EQ(tree.snapshot().size(), 5u);
      });
  if (!steps) GTEST_SKIP() << "ptrace(2) is not allowed here";
  EXPECT_GE(*steps, 20);
}

RenewOptions rekeying(const CertificateTree& tree) {
  RenewOptions options;
  options.dir = tree.certs;
  options.instances_file = tree.options.instances_file;
  options.names = {"gateway"};
  options.rekey = true;
  return options;
}

TEST(RenewKilledAtAnyStep, LeavesAPairThatIsWholeOrMadeWholeByTheNextRun) {
  const auto steps = kill_at_every_step(
      create,
      [](CertificateTree& tree) {
        renew_certificates(rekeying(tree), tree.clock);
      },
      [](const CertificateTree& tree) { tree.expect_whole(); });
  if (!steps) GTEST_SKIP() << "ptrace(2) is not allowed here";
  EXPECT_GE(*steps, 12);
}

TEST(RenewKilledAtAnyStep, LeavesAnAuthorityThatSigns) {
  const auto steps = kill_at_every_step(
      create,
      [](CertificateTree& tree) {
        auto options = rekeying(tree);
        options.names = {"ca"};
        renew_certificates(options, tree.clock);
      },
      [](CertificateTree& tree) {
        remove_file(tree.of("kibana").certificate);
        EXPECT_NO_THROW(tree.create());
        const Authority authority{tree.ca()};
        for (const auto* name : {"gateway", "kibana"}) {
          EXPECT_NE(authority.signer_of(
                        tree.only_certificate(tree.of(name).certificate)),
                    nullptr)
              << name;
        }
      });
  if (!steps) GTEST_SKIP() << "ptrace(2) is not allowed here";
  EXPECT_GE(*steps, 12);
}

TEST(RenewKilledAtAnyStep, LosesNoKeyThatIsKeptElsewhere) {
  const auto roll_over = [](CertificateTree& tree) {
    auto options = rekeying(tree);
    options.names = {"ca"};
    options.ca_key.file = tree.dir / "safe.key";
    renew_certificates(options, tree.clock);
  };
  const auto steps = kill_at_every_step(
      [](CertificateTree& tree) {
        tree.create();
        bring_key(tree.dir / "safe.key", CertificateKey::load(tree.ca().key));
        remove_file(tree.ca().key);
      },
      roll_over,
      [](CertificateTree& tree) {
        const auto safe = tree.dir / "safe.key";
        tree.options.ca_key.file = safe;
        EXPECT_NO_THROW(tree.create());
        EXPECT_FALSE(file_exists(safe + ".new"));
        EXPECT_FALSE(file_exists(tree.ca().key));
        // Whatever ca.crt holds, the newest CA's key is there.
        const Authority authority{tree.ca()};
        EXPECT_TRUE(
            authority.certificates().at(0).is_for(CertificateKey::load(safe)));
        auto options = rekeying(tree);
        options.ca_key.file = safe;
        EXPECT_NO_THROW(renew_certificates(options, tree.clock));
      });
  if (!steps) GTEST_SKIP() << "ptrace(2) is not allowed here";
  EXPECT_GE(*steps, 12);
}

TEST(RevokeKilledAtAnyStep, IsDoneOrNotDone) {
  const auto steps = kill_at_every_step(
      create,
      [](CertificateTree& tree) {
        RevokeOptions options;
        options.dir = tree.certs;
        options.names = {"gateway"};
        revoke_certificates(options, tree.clock);
      },
      [](CertificateTree& tree) {
        // Once it is written down, the next CRL has it.
        const auto before = load_revocations(tree.ca().revoked);
        RevokeOptions options;
        options.dir = tree.certs;
        revoke_certificates(options, tree.clock);
        const auto lists = RevocationList::load_all(tree.ca().crl);
        ASSERT_EQ(lists.size(), 1u);
        EXPECT_EQ(lists[0].serials().size(), before ? before->size() : 0u);
      });
  if (!steps) GTEST_SKIP() << "ptrace(2) is not allowed here";
  EXPECT_GE(*steps, 8);
}

TEST(ProtectKilledAtAnyStep, NeverLosesTheKey) {
  const auto passphrase = [](const CertificateTree& tree) {
    return Passphrase{tree.dir / "passphrase"};
  };
  const auto protect = [&](CertificateTree& tree) {
    protect_authority_key(tree.certs, tree.dir / "safe.key", passphrase(tree),
                          1000);
  };
  const auto steps = kill_at_every_step(
      [](CertificateTree& tree) {
        tree.create();
        create_secret_file(tree.dir / "passphrase", "correct horse\n");
      },
      protect,
      [&](CertificateTree& tree) {
        if (file_exists(tree.ca().key)) protect(tree);
        EXPECT_FALSE(file_exists(tree.ca().key));
        EXPECT_TRUE(tree.only_certificate(tree.ca().certificate)
                        .is_for(CertificateKey::load(tree.dir / "safe.key",
                                                     passphrase(tree))));
      });
  if (!steps) GTEST_SKIP() << "ptrace(2) is not allowed here";
  EXPECT_GE(*steps, 5);
}

}  // namespace
}  // namespace flk
