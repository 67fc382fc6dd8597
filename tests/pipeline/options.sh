#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Flags beat the environment, which beats the configuration file; all three for
# the verb that was named alone.
. "${0%/*}/lib.sh"
plan 12
cd "$tmp" || exit 1
rm -rf config state
# Which store a verb would have used: none is there.
named() { sed -n "s/.*there is no store '\([^']*\)'.*/\1/p" "$tmp/err" | xargs; }
# uses NAME STORE COMMAND
uses() {
  run "$3"
  named >"$tmp/got"
  echo "$2" >"$tmp/wanted"
  result "$1" "$(cmp -s "$tmp/got" "$tmp/wanted"; echo $?)" "$tmp/err"
}
mkdir config
uses 'a flag' flag 'flock-fetch --store flag'
uses 'the environment' env 'FLOCK_STORE=env flock-fetch'
uses 'a flag beats the environment' flag 'FLOCK_STORE=env flock-fetch --store flag'
uses 'with a verb too' flag \
  'FLOCK_STORE=env flock-gateway users show x --store flag'
uses 'written in one word' flag \
  'FLOCK_STORE=env flock-gateway users show x --store=flag'
cat >config/flock.toml <<'END'
[flock-fetch]
store = "file"

[flock-gateway.users.list]
store = "list"

[flock-gateway.users.show]
store = "show"

[flock-gateway.users.keys]
store = "keys"
END
uses 'the file' file 'flock-fetch'
uses 'the environment beats the file' env 'FLOCK_STORE=env flock-fetch'
uses 'a flag beats the file' flag 'flock-fetch --store flag'
uses 'each verb has its own table' show 'flock-gateway users show x'
uses 'and no other' flag 'flock-gateway users show x --store flag'
uses 'nor in the environment' env 'FLOCK_STORE=env flock-gateway users show x'
echo 'nonsense = 1' >>config/flock.toml
check_status 'an unknown option in the file is a usage error' 2 \
  'flock-gateway users show x'
