// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/certs/asked_instances.hpp>

#include <flock/base/error.hpp>
#include <flock/base/file.hpp>

namespace flk {
namespace {

// What of `instances` is asked for. Throws Error where `only` is not in them.
Instances chosen(Instances instances, const CreateOptions& options) {
  if (!options.only) return instances;
  const auto& only = *options.only;
  const auto doing = "cannot make a certificate for " + quoted(only.file);
  const auto file = quoted(options.instances_file);
  const auto* found = instances.find(only.file);
  if (found == nullptr && options.may_be_unlisted) {
    instances.list = {only};
    return instances;
  }
  if (found == nullptr) {
    throw Error(ErrorKind::config, doing + ": " + file + " does not have it",
                "add it to that file");
  }
  if (!only.names.empty() && !(only.names == found->names)) {
    throw Error(ErrorKind::config,
                doing + ": " + file + " has other names for it",
                "change them in that file, or leave them out here");
  }
  if (options.may_be_unlisted && found->role == Role::server) {
    throw Error(ErrorKind::config, doing + ": in " + file + " it is a server's",
                "give it 'role: client' or 'role: both' there");
  }
  instances.list = {*found};
  return instances;
}

Error nothing_to_make(const CreateOptions& options) {
  const std::string example = "gateway gateway.example.com 192.0.2.1";
  if (options.only) {
    return {ErrorKind::config,
            "cannot make a certificate for " + quoted(options.only->file) +
                ": it has neither a DNS name nor an IP address",
            "flock-certs create " + example};
  }
  return {ErrorKind::config,
          "cannot read instances from " + quoted(options.instances_file) +
              ": there is no such file",
          "flock-certs create " + example + " writes one"};
}

// Throws Error unless the file of instances can be written.
void check_can_write(const CreateOptions& options) {
  if (!options.only) throw nothing_to_make(options);
  const auto& names = options.only->names;
  if (options.only->role != Role::client && names.dns.empty() &&
      names.ip.empty()) {
    throw nothing_to_make(options);
  }
}

}  // namespace

std::optional<Instances> load_asked_instances(const CreateOptions& options) {
  if (auto instances = load_instances(options.instances_file)) {
    return chosen(*std::move(instances), options);
  }
  check_can_write(options);
  return std::nullopt;
}

Instances load_or_write_instances(const CreateOptions& options,
                                  std::vector<std::string>& made) {
  const auto& path = options.instances_file;
  if (auto instances = load_asked_instances(options))
    return *std::move(instances);
  if (!options.dry_run) {
    AtomicFile file{path, 0644};
    file.write(instances_yaml(*options.only));
    file.commit_new();
  }
  made.push_back(path);
  return {{}, {*options.only}};
}

}  // namespace flk
