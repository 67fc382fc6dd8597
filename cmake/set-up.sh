# SPDX-License-Identifier: GPL-3.0-or-later
# What examples/try-it and tests/run share: Debian packages, and a build.
# Sourced with $top, the checkout's folder, set.

build_packages='g++ cmake ninja-build pkg-config libboost1.81-dev libcli11-dev
libcurl4-openssl-dev libidn2-dev libre2-dev libsimdjson-dev libsodium-dev
libsqlite3-dev libssl-dev libyaml-cpp-dev libzstd-dev nlohmann-json3-dev
zlib1g-dev'
test_packages='bash-completion curl fish gnutls-bin jq libgmock-dev libgtest-dev
mandoc man-db minisign nginx-light openssl procps python3-venv sqlite3 zsh'
fuzz_packages='clang libclang-rt-14-dev'
java_packages='maven openjdk-17-jdk-headless'

# missing PACKAGE...: those that are not installed.
missing() {
  for package; do
    dpkg-query -W -f '${db:Status-Abbrev}' "$package" 2>/dev/null |
      grep -q '^.i' || printf '%s ' "$package"
  done
}

# install_packages YES PACKAGE...: prints the apt line, and asks at a terminal
# unless YES is not empty.
install_packages() {
  yes=$1
  shift
  # shellcheck disable=SC2046 # one word a package
  set -- $(missing "$@")
  [ $# -gt 0 ] || return 0
  sudo=
  [ "$(id -u)" -eq 0 ] || sudo=sudo
  echo "${sudo:+$sudo }apt-get install --no-install-recommends $*"
  if [ -z "$yes" ] && [ -t 0 ]; then
    printf 'Install these packages? [Y/n] '
    read -r answer
    case $answer in [nN]*) echo 'Nothing was installed.' >&2; return 2 ;; esac
  fi
  log=$(mktemp)
  if $sudo apt-get update >"$log" 2>&1 &&
    $sudo env DEBIAN_FRONTEND=noninteractive \
      apt-get install -y --no-install-recommends "$@" >>"$log" 2>&1; then
    rm -f "$log"
  else
    tail -n 20 "$log" >&2
    echo "cannot install packages; all of apt-get's output is in $log" >&2
    return 4
  fi
}

# build PRESET [TARGET...]: quiet unless it fails.
build() {
  preset=$1
  shift
  log=$top/build/$preset.log
  mkdir -p "$top/build"
  echo "building (preset $preset); the log is build/$preset.log"
  (
    cd "$top" || exit 1
    cmake --preset "$preset" && cmake --build --preset "$preset" "$@"
  ) >"$log" 2>&1 || {
    grep -E -A 10 'error:|CMake Error|FAILED' "$log" | head -n 60 >&2
    echo "the build failed; see $log" >&2
    return 1
  }
}
