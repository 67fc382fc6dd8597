#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The systemd units in examples are what systemd understands.
. "${0%/*}/lib.sh"

command -v systemd-analyze >/dev/null || {
  echo '1..0 # SKIP there is no systemd-analyze'
  trap - EXIT
  rm -rf "$tmp"
  exit 77
}
plan 3

# Verifying wants the programs to be there.
mkdir "$tmp/units"
for unit in "$tests_dir/../examples/systemd/"*; do
  sed 's#^\(ExecStart=\)[^ ]*#\1/bin/true#' "$unit" >"$tmp/units/${unit##*/}"
done
for unit in flock-gateway.service flock-ship.service; do
  check_text "$unit is sound" '' \
    'systemd-analyze verify --man=no "$tmp/units/$unit" && echo'
done
check 'the gateway has little to lose' \
  'systemd-analyze security --offline=true --threshold=20 \
     "$tmp/units/flock-gateway.service"'
