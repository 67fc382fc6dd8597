#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Flags beat the environment, which beats the configuration file; all three for
# the verb that was named alone.
. "${0%/*}/lib.sh"
plan 46
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

# A store and an engine exclude each other, within one source alone.
engine=http://127.0.0.1:9
uses 'a flag beats what it excludes in the environment' flag \
  'FLOCK_ELASTICSEARCH=$engine FLOCK_ELASTICSEARCH_CA=x flock-fetch --store flag'
check_err 'the other way round too' '127.0.0.1' \
  'FLOCK_STORE=env flock-fetch --elasticsearch $engine'
check_err 'with a verb as well' '127.0.0.1' \
  'FLOCK_STORE=env flock-gateway users show x --elasticsearch=$engine'
check_err 'the environment beats what it excludes in the file' '127.0.0.1' \
  'FLOCK_ELASTICSEARCH=$engine flock-fetch'
check_err 'and so does a flag' '127.0.0.1' \
  'flock-fetch --elasticsearch $engine'
check_status 'both in the environment are a usage error' 2 \
  'FLOCK_STORE=env FLOCK_ELASTICSEARCH=$engine flock-fetch'

# A word that is misspelt must not leave what it is about as it was.
refuses() { # NAME PATTERN LINE...
  name=$1 pattern=$2
  shift 2
  printf '%s\n' "$@" >config/flock.toml
  check_err "$name is named" "^flock-redact: '$tmp/config/flock.toml': $pattern" \
    'flock-redact </dev/null'
}
refuses 'a table that is no tool' 'the table \[flock-redct\] is no tool' \
  '[flock-redct]' 'policy = "strict.json"'
check_status 'and a usage error' 2 'flock-redact </dev/null'
refuses 'an empty one too' 'the table \[redact\] is no tool' '[redact]'
refuses 'what stands outside of a table' "'policy' stands outside of a table" \
  'policy = "strict.json"' '[flock-send]' 'rest = "1h"'
refuses 'what is no option' "'polcy' in the table \[flock-redact\] is no option" \
  '[flock-redact]' 'polcy = "strict.json"'
refuses "a verb's too" "'polcy' in the table \[flock-redact.check\] is no option" \
  '[flock-redact.check]' 'polcy = "strict.json"'
refuses 'what is no verb' 'the table \[flock-redact.chekc\] is of a verb' \
  '[flock-redact.chekc]' 'json = true'
for tool in "$tests_dir"/../tools/flock-*; do
  printf '[%s]\njson = true\n' "$(basename "$tool")"
done >config/flock.toml
check 'every tool may have its table' 'flock-redact policy'
rm config/flock.toml
check 'no file is no error' 'flock-redact policy'

# What an unset variable of the shell leaves must not switch anything off.
refuses_empty() { # NAME COMMAND
  check_status "$1 is not empty" 2 "$2 </dev/null"
  check_text 'and is named' 1 \
    "$2 2>&1 </dev/null | grep -cE '^flock-[a-z]+: (--)?[A-Za-z]+: the text is empty'"
}
refuses_empty 'a policy' 'flock-redact --policy ""'
refuses_empty 'written in one word' 'flock-redact --policy= $tmp/err'
refuses_empty 'an argument' 'flock-redact check ""'
refuses_empty 'one of many' 'flock-redact "" $tmp/err'
refuses_empty 'a key' 'flock-sign --key ""'
refuses_empty 'a head' 'flock-sign verify --trusted $tmp/err --head ""'
refuses_empty 'a variable' 'FLOCK_POLICY= flock-redact'
check 'one of another verb may be' 'FLOCK_HEAD= flock-redact policy'
printf '[flock-redact]\npolicy = ""\n' >config/flock.toml
refuses_empty 'an option in the file' 'flock-redact'
rm config/flock.toml
ln -s gone config/flock.toml
check_err 'a link that leads nowhere cannot be read' "cannot read '" \
  'flock-redact policy'
rm config/flock.toml
ln -s gone config/policy.json
check_err 'nor can a policy' "config/policy.json': the link leads nowhere" \
  'flock-redact </dev/null'
rm config/policy.json
mkdir config/flock.toml
check_err 'one that cannot be read is' "cannot read '" 'flock-redact policy'
