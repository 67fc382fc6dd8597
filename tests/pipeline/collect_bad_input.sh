#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# flock-collect with files that are none: catalogue, policy, consent, state; the
# status of the table, one clear message, nothing lost.
. "${0%/*}/lib.sh"
. "${0%/*}/gateway.sh"
. "${0%/*}/laptop.sh"
plan 44

rows probe 1 2
start_server
join
flock-collect allow probe
config=$FLOCK_CONFIG_DIR
state=$FLOCK_STATE_DIR

# spoilt FILE TEXT NAME PATTERN: with TEXT in FILE, 2, and a message of one or
# two lines that names it; then as before.
spoilt() {
  cp "$1" "$tmp/kept" 2>/dev/null || rm -f "$tmp/kept"
  printf "$2" >"$1"
  check_status "$3: nothing is done" 2 'flock-collect --now'
  check_err "$3: it is named" "$4" 'flock-collect --now'
  check_text "$3: in one message" '' \
    'flock-collect --now 2>&1 | grep -v "^flock-collect: hint: " | tail -n +2; echo'
  if [ -e "$tmp/kept" ]; then cp "$tmp/kept" "$1"; else rm "$1"; fi
}
catalogue=$config/catalogue.d/probe.json
spoilt "$catalogue" '{"queries": ' 'a catalogue that is no JSON' 'probe.json'
spoilt "$catalogue" '\377' 'one that is no UTF-8' 'probe.json'
spoilt "$catalogue" '{"queries":{"a":{"query":"select 1;"},"a":{"query":"select 2;"}}}' \
  'one with a duplicate key' "probe.json.*'?a'?"
spoilt "$config/catalogue.d/z.json" '{"queries":{"probe":{"query":"select 1;"}}}' \
  'a twig that two files have' 'z.json.*probe'
spoilt "$config/policy.json" '{"twigs":' 'a policy that is no JSON' 'policy.json'
spoilt "$config/policy.json" '{"members":[],"twigs":{"probe":{"columns":{"n":"keap"}}}}' \
  'a policy with an unknown action' "policy.json.*keap"
spoilt "$config/consent.jsonl" 'yes\n' 'consent that is none' 'consent.jsonl.*line 1'
spoilt "$state/ledger/ledger.json" '{}' 'a ledger that is none' 'ledger.json'
flock-collect >"$tmp/first"
spoilt "$state/pending.jsonl" '{"a":1}\n' 'pending rows that are none' \
  'pending.jsonl.*line 1'
pipeline
pipeline --now
spoilt "$state/base/probe.json" '{' 'a baseline that is none' 'base/probe.json'

check 'as before, all goes on' 'rows probe 2 3 && pipeline --now'
check_text 'from where it stood' 'added:1 added:2 removed:1 added:3' \
  'stored | probe_rows'

head -c 1048577 /dev/zero | tr '\0' ' ' >"$config/catalogue.d/long.json"
check_err 'a catalogue too long is an error' 'long.json.*1048576' 'flock-collect'
rm "$config/catalogue.d/long.json"
check_status 'a missing policy is one' 2 'flock-collect --policy $tmp/missing'
check_err 'and named' "cannot open '.*/missing'" \
  'flock-collect --policy $tmp/missing'
check_status 'an unknown option is a usage error' 2 'flock-collect --nonsense'
check_status 'a full disk under its output is an error' 4 \
  'flock-collect twigs >/dev/full'
check_status 'under what is to be looked at too' 4 \
  'flock-collect preview probe >/dev/full'
check_text 'a closed pipe ends it quietly' '' \
  'rows probe $(seq 5000); flock-collect preview probe | head -n 1 >/dev/null; echo'

# ---- the disk

# With a state folder whose files have room for 16 KiB.
full='(trap "" XFSZ; ulimit -f 32; flock-collect --now >/dev/null)'
rows probe $(seq 1000)
check_status 'a full disk under its rows: try again' 4 "$full"
check_err 'and that is said' "cannot write '.*pending.jsonl" "$full"
check_text 'nothing is left half written' '' 'ls $state | grep pending; echo'
check 'with room again' pipeline
check 'nothing was lost' \
  'pipeline --now; [ "$(stored | probe_rows | tr " " "\n" | grep -c added)" -eq 1001 ]'
