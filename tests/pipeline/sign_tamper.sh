#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# A real export, of two laptops' pipelines through a gateway, and what can be
# done to it: each is found, with its reason. The store is the embedded one, or
# the engine at $FLOCK_TAMPER_ENGINE.
. "${0%/*}/lib.sh"
. "${0%/*}/gateway.sh"
. "${0%/*}/laptop.sh"
plan 18

if [ -n "${FLOCK_TAMPER_ENGINE-}" ]; then
  unset FLOCK_STORE
  FLOCK_ELASTICSEARCH=$FLOCK_TAMPER_ENGINE
  export FLOCK_ELASTICSEARCH
fi

# ---- Bob's laptop, then Ann's, whose backup is restored once

start_server
rows probe b1 b2
join
bob=$user
flock-collect allow probe
pipeline
rm -rf "$FLOCK_STATE_DIR" "$FLOCK_CONFIG_DIR/consent.jsonl"
rm -f "$FLOCK_CONFIG_DIR"/sign.* "$FLOCK_CONFIG_DIR/token" \
  "$FLOCK_CONFIG_DIR/gateway.json"

rows probe 1 2 3
join
ann=$user
flock-collect allow probe
pipeline
cp -R "$FLOCK_STATE_DIR" "$tmp/backup"
rows probe 1 2 3 4
check 'the pipelines deliver' 'pipeline --now'
mkdir "$tmp/real"
flock-gateway users keys >"$tmp/real/trusted"
stored --user "$ann" | jq -c 'select(.flock.sig)' >"$tmp/plain"
# jq would write numbers anew: the bytes are flock-fetch's.
stored --user "$ann" | grep '"sig":' >"$tmp/real/export.jsonl"
stored --user "$bob" | grep '"sig":' >"$tmp/bob"
cp -R "$FLOCK_STATE_DIR/ledger" "$tmp/ledger"
export=$tmp/real/export.jsonl
count=$(wc -l <"$export")
stream=$(jq -r .flock.stream "$tmp/plain" | sort -u)
verify="flock-sign verify --trusted $tmp/real/trusted --from-start"
head="--head $tmp/ledger/checkpoint.json"

check_out 'the export verifies, byte for byte' "$export" '$verify $head $export'
check 'every flipped bit that changes what is proved is found' \
  'FLOCK_TEST_EXPORT=$tmp/real "$FLOCK_UNIT_TESTS" --gtest_brief=1 \
     --gtest_filter="RealExport.*" >$tmp/unit 2>&1 || { cat $tmp/unit >&2; false; }'

# each EXPRESSION PATTERN: for every record $n of the export, `sed EXPRESSION`
# is found, and named as PATTERN says.
each() {
  n=1
  while [ "$n" -le "$count" ]; do
    eval "sed \"$1\" \$export" >"$tmp/tampered"
    $verify $head "$tmp/tampered" >"$tmp/out" 2>"$tmp/said" && return 1
    eval "grep -qE \"$2\" \$tmp/said" || { cat "$tmp/said" >&2; return 1; }
    n=$((n + 1))
  done
}

check 'every dropped record is' 'each "\${n}d" "missing, stream $stream, seq \$n\$"'
check 'every cut off end is' \
  'each "\${n},\\\$d" "missing, stream $stream, seq \$n( to $count)?\$"'
check 'every re-attributed record is' \
  'each "\${n}s/\\\"username\\\":\\\"$ann\\\"/\\\"username\\\":\\\"$bob\\\"/" \
     "line \$n: username .$bob., but the key is of .$ann."'
check 'every record with another @timestamp is' \
  'each "\${n}s/\\\"@timestamp\\\":\\\"2/\\\"@timestamp\\\":\\\"1/" \
     "line \$n: @timestamp is not"'
check 'every record that comes twice is counted' '
  n=1
  while [ $n -le $count ]; do
    sed "${n}p" $export | $verify $head -v 2>$tmp/said >/dev/null || exit 1
    grep -q ", 1 repeated" $tmp/said || exit 1
    n=$((n + 1))
  done'
check 'every swap of neighbours is' '
  n=1
  while [ $n -lt $count ]; do
    { head -n $((n - 1)) $export; sed -n "$((n + 1))p;$((n + 1))q" $export
      sed -n "${n}p;${n}q" $export; tail -n "+$((n + 2))" $export; } >$tmp/tampered
    $verify $head $tmp/tampered >/dev/null 2>$tmp/said && exit 1
    grep -q "line $((n + 1)): out of order.* seq $n\$" $tmp/said || exit 1
    n=$((n + 1))
  done'
# As of a moment behind the last record: silence that is no longer than that.
grep "^$ann " "$tmp/real/trusted" >"$tmp/ann"
now=$(tail -n 1 "$tmp/plain" | jq -r '(.timestamp + 1) |
  (. / 1000 | floor | strftime("%Y-%m-%dT%H:%M:%S")) +
  "." + (. % 1000 + 1000 | tostring | .[1:]) + "Z"')
recent="flock-sign verify --trusted $tmp/ann --from-start --silence 1ms --now $now"
check_out 'the whole export is recent' "$export" '$recent $export'
check 'every cut off end shows by silence as well' '
  n=2
  while [ $n -le $count ]; do
    sed "$n,\$d" $export | $recent >/dev/null 2>$tmp/said && exit 1
    grep -q "silent: no record of .$ann. since" $tmp/said || exit 1
    n=$((n + 1))
  done'
check_err 'two exports joined are' "line $((count + 1)): out of order, stream $stream, seq 1\$" \
  'cat $export $export | $verify'
check_out "another user's export beside it is not: both are whole" "$tmp/both" \
  'cat $export $tmp/bob >$tmp/both; $verify $head $tmp/both'
check_err 'but nobody can pass for another' "line 2: username '$ann', but the key is of '$bob'" \
  '{ sed -n 1p $export; sed -n "1s/\"username\":\"$bob\"/\"username\":\"$ann\"/p" $tmp/bob; } |
     $verify'
check_err 'nor be nobody' 'line 1: unknown key' \
  'grep -v "^$ann " $tmp/real/trusted >$tmp/less
   flock-sign verify --trusted $tmp/less $export'
check_err 'nor leave the signature out' 'line 1: unsigned' \
  'sed "1s/,\"sig\":\"[^\"]*\"//" $export | $verify'

# ---- a restored backup goes on with the numbers it had

rm -rf "$FLOCK_STATE_DIR"
cp -R "$tmp/backup" "$FLOCK_STATE_DIR"
rows probe 1 2 3 5 6
pipeline --now
stored --user "$ann" | grep '"sig":' >"$tmp/forked"
check_err "a restored backup's fork is found" \
  "the seq again with another payload: the stream has forked, stream $stream" \
  '$verify $tmp/forked'
check_status 'and fails' 1 '$verify $tmp/forked'
