// SPDX-License-Identifier: GPL-3.0-or-later
// flock-sign beside bare libsodium over the same bytes, in one run: rounds of
// both alternate, and the best of each counts. Rates by the clock, and by
// processor time, which other work on the machine disturbs less.
//
//   sign_bench FLOCK-SIGN [RECORDS [ROUNDS]]

#include <fcntl.h>
#include <sched.h>
#include <sodium.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <flock/base/fd.hpp>
#include <flock/base/file.hpp>
#include <flock/base/random.hpp>
#include <flock/base/secret.hpp>
#include <flock/signature/claim.hpp>
#include <flock/signature/signer.hpp>

namespace flk {
namespace {

struct Cost {
  double wall = 0;  // seconds
  double processor = 0;
};

double seconds(clockid_t clock) {
  timespec time{};
  ::clock_gettime(clock, &time);
  return static_cast<double>(time.tv_sec) +
         static_cast<double>(time.tv_nsec) * 1e-9;
}

Cost cost_of(const std::function<void()>& work) {
  const auto wall = seconds(CLOCK_MONOTONIC);
  const auto processor = seconds(CLOCK_THREAD_CPUTIME_ID);
  work();
  return {seconds(CLOCK_MONOTONIC) - wall,
          seconds(CLOCK_THREAD_CPUTIME_ID) - processor};
}

double children_seconds() {
  rusage usage{};
  ::getrusage(RUSAGE_CHILDREN, &usage);
  const auto of = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) +
           static_cast<double>(time.tv_usec) * 1e-6;
  };
  return of(usage.ru_utime) + of(usage.ru_stime);
}

// Runs the tool from `in` to `out`, on the first core alone or on all.
Cost run(const std::vector<std::string>& arguments, const std::string& in,
         const std::string& out, bool one_core) {
  const auto before = children_seconds();
  const auto wall = seconds(CLOCK_MONOTONIC);
  const auto child = ::fork();
  if (child == 0) {
    if (one_core) {
      cpu_set_t cores;
      CPU_ZERO(&cores);
      CPU_SET(0, &cores);
      ::sched_setaffinity(0, sizeof cores, &cores);
    }
    ::dup2(::open(in.c_str(), O_RDONLY), STDIN_FILENO);
    ::dup2(::open(out.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600),
           STDOUT_FILENO);
    std::vector<char*> argv;
    for (const auto& argument : arguments) {
      argv.push_back(const_cast<char*>(argument.c_str()));
    }
    argv.push_back(nullptr);
    ::execv(argv[0], argv.data());
    std::_Exit(127);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  if (status != 0) {
    std::fprintf(stderr, "the tool failed: status %d\n", status);
    std::exit(1);
  }
  return {seconds(CLOCK_MONOTONIC) - wall, children_seconds() - before};
}

std::string row(int n) {
  const auto number = std::to_string(n);
  return R"({"name":"deb_packages","hostIdentifier":"ann-laptop",)"
         R"("calendarTime":"Mon Nov 23 07:00:00 2026 UTC",)"
         R"("unixTime":1795417200,"epoch":0,"counter":0,"numerics":false,)"
         R"("columns":{"name":"libexample)" +
         number + R"(","version":"1.2.)" + number +
         R"(-1+deb12u1","arch":"amd64","maintainer":"Debian"},)"
         R"("action":"added","flock":{"cursor":)"
         R"("BBECAwQFBgcICQoLDA0ODw.engine:)" +
         number +
         R"(","rules":"47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU",)"
         R"("policy":"built-in"}})";
}

class Bench {
 public:
  Bench(std::string tool, int records, int rounds)
      : tool_(std::move(tool)), records_(records), rounds_(rounds) {}

  void run_all() {
    prepare();
    for (int round = 0; round < rounds_; ++round) {
      note("libsodium signs", cost_of([&] { sign_bare(); }));
      note("signing thread", cost_of([&] { finish_drafts(); }));
      note("flock-sign", run({tool_, "--new-stream", "--key", folder_ + "/k"},
                             folder_ + "/rows", folder_ + "/signed", false));
      note("libsodium verifies", cost_of([&] { verify_bare(); }));
      note("verify, one core", verify_with("1", true));
      note("verify, all cores", verify_with("", false));
    }
    print();
  }

 private:
  void prepare() {
    char name[] = "/tmp/flock-bench-XXXXXX";
    folder_ = ::mkdtemp(name);
    auto key = SigningKey::generate(system_random());
    key.save(folder_ + "/k", folder_ + "/k.pub");
    public_ = key.public_key().bytes();
    secret_ = any_secret();
    signer_.emplace(std::move(key));
    ChainPosition position{std::string(32, 'a'), 0, {}};
    std::string rows;
    for (int n = 0; n < records_; ++n) {
      const auto line = row(n);
      rows += line + "\n";
      RecordParser parser;
      const auto record = *parser.parse(line);
      drafts_.push_back(signer_->prepare(record, position.stream,
                                         static_cast<std::uint64_t>(n) + 1));
      const auto signed_line = signer_->sign(record, position);
      const auto claim = claim_of(*parser.parse(signed_line));
      inputs_.push_back(claim.signing_input);
      signatures_.push_back(claim.signature);
    }
    replace_file(folder_ + "/rows", rows, 0600);
  }

  // For the bare loop: a SigningKey does not give its secret away, and any
  // other costs the same.
  static std::string any_secret() {
    std::string pk(crypto_sign_PUBLICKEYBYTES, '\0');
    std::string sk(crypto_sign_SECRETKEYBYTES, '\0');
    crypto_sign_keypair(reinterpret_cast<unsigned char*>(pk.data()),
                        reinterpret_cast<unsigned char*>(sk.data()));
    return sk;
  }

  static const unsigned char* bytes(const std::string& text) {
    return reinterpret_cast<const unsigned char*>(text.data());
  }

  void sign_bare() const {
    unsigned char signature[crypto_sign_BYTES];
    for (const auto& input : inputs_) {
      crypto_sign_detached(signature, nullptr, bytes(input), input.size(),
                           bytes(secret_));
    }
  }

  void finish_drafts() {
    auto drafts = drafts_;
    std::string prev;
    for (auto& draft : drafts) signer_->finish(draft, prev);
  }

  void verify_bare() const {
    for (std::size_t i = 0; i < inputs_.size(); ++i) {
      if (crypto_sign_verify_detached(bytes(signatures_[i]), bytes(inputs_[i]),
                                      inputs_[i].size(), bytes(public_)) != 0) {
        std::abort();
      }
    }
  }

  Cost verify_with(const std::string& jobs, bool one_core) const {
    std::vector<std::string> arguments{tool_, "verify", "--trusted",
                                       folder_ + "/k.pub"};
    if (!jobs.empty()) {
      arguments.push_back("--jobs");
      arguments.push_back(jobs);
    }
    return run(arguments, folder_ + "/signed", folder_ + "/verified", one_core);
  }

  void note(const std::string& what, const Cost& cost) {
    const auto [best, is_new] = best_.try_emplace(what, cost);
    if (is_new) order_.push_back(what);
    best->second.wall = std::min(best->second.wall, cost.wall);
    best->second.processor = std::min(best->second.processor, cost.processor);
  }

  void print() const {
    std::printf("%d records, best of %d rounds, records a second\n", records_,
                rounds_);
    std::printf("%-20s %12s %22s %8s\n", "", "by clock", "by processor time",
                "ratio");
    for (const auto& what : order_) {
      const auto& cost = best_.at(what);
      const bool verifies = what.find("verif") != std::string::npos;
      const auto& bare =
          best_.at(verifies ? "libsodium verifies" : "libsodium signs");
      std::printf("%-20s %12.0f %22.0f %8.2f\n", what.c_str(),
                  records_ / cost.wall, records_ / cost.processor,
                  bare.wall / cost.wall);
    }
  }

  std::string tool_;
  int records_;
  int rounds_;
  std::string folder_;
  std::string public_;
  std::string secret_;
  std::optional<Signer> signer_;
  std::vector<Signer::Draft> drafts_;
  std::vector<std::string> inputs_;
  std::vector<std::string> signatures_;
  std::map<std::string, Cost> best_;
  std::vector<std::string> order_;
};

}  // namespace
}  // namespace flk

int main(int argc, char* argv[]) {
  if (argc < 2) {
    std::fputs("usage: sign_bench FLOCK-SIGN [RECORDS [ROUNDS]]\n", stderr);
    return 2;
  }
  flk::init_sodium();
  flk::Bench{argv[1], argc > 2 ? std::atoi(argv[2]) : 50000,
             argc > 3 ? std::atoi(argv[3]) : 5}
      .run_all();
}
