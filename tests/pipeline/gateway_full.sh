#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# A store that is full: nothing is acknowledged that is not stored, and it goes
# on when there is space.
. "${0%/*}/lib.sh"
. "${0%/*}/gateway.sh"
plan 8

old=$((now - 8640000))
line() { # N TIME
  echo "{\"hostIdentifier\":\"$user\",\"unixTime\":$2,\"n\":$1,\"x\":\"$padding\"}"
}
padding=$(head -c 60000 /dev/zero | tr '\0' x)
status_of() {
  curl_quietly -o "$tmp/body" -D "$tmp/head" -w '%{http_code}' -u "$auth" \
    -H 'Content-Type: application/x-ndjson' -H "Idempotency-Key: $ledger/$1" \
    --data-binary @- "$url/submit"
}

start_gateway --registration open --max-store-bytes 1MiB
register $user >/dev/null
n=1
while [ "$n" -lt 40 ] && [ "$(line $n $old | status_of $n)" = 200 ]; do
  n=$((n + 1))
done
check 'at some point it is full' '[ $n -gt 5 ] && [ $n -lt 20 ]'
check 'and says when to come back' \
  'grep -qi "^Retry-After: [0-9]" "$tmp/head" &&
     grep -q "cannot store this right now" "$tmp/body" &&
     ! grep -qi -e sqlite -e full "$tmp/body"'
check_text 'what it has acknowledged is there' $((n - 1)) \
  'flock-fetch --index "flock-*,-flock-agent-*" | wc -l'
check_text 'others are not harmed' '{"error":false}' \
  'curl_quietly -u "$auth" "$url/ping"'
check_status 'old records are deleted' 0 'flock-gateway prune --older-than 30d'
check_text 'the same request is taken now' 200 "line $n $now | status_of $n; echo"

kill "$gateway"
wait "$gateway"
start_gateway --registration open --keep 30d
check 'with --keep the gateway deletes by itself' \
  'line 50 $old | status_of 50 >/dev/null; kill "$gateway"; wait "$gateway";
   start_gateway --keep 30d >/dev/null; echo $gateway >"$tmp/pid"
   wait_for "! flock-fetch --index \"flock-*\" | grep -q \"\\\"n\\\":50\""
   kept=$?; kill "$(cat "$tmp/pid")"; exit $kept'
check_status 'the store is sound' 0 'flock-gateway check'
