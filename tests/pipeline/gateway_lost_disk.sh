#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# A disk that fails to take what was written, once, and then loses its power:
# what was acknowledged is there.
. "${0%/*}/lib.sh"
. "${0%/*}/gateway.sh"
plan 16

disk=$FLOCK_FAILING_DISK
# fails FILE-END: the next sync of such a file.
FAILING_DISK=$tmp/order
export FAILING_DISK
fails() {
  echo "$1" >"$tmp/order.new"
  mv "$tmp/order.new" "$FAILING_DISK"
}
start_on_disk() { LD_PRELOAD=$disk start_gateway --registration open "$@"; }
send() { # FIRST LAST
  records "$1" "$2" | curl_quietly -o "$tmp/answer" -D "$tmp/head" \
    -w '%{http_code}\n' -u "$auth" -H 'Content-Type: application/x-ndjson' \
    -H "Idempotency-Key: $ledger/$1" --data-binary @- "$url/submit"
}
# The gateway has ended by itself; sets $ended, its status.
await_end() {
  wait "$gateway"
  ended=$?
}
# What was written and not synced is gone, and all processes.
lose_power() {
  kill -9 "$gateway"
  wait "$gateway" 2>/dev/null
  rm -f "$FLOCK_STORE-shm" "$FLOCK_STORE-wal"
  for file in "$FLOCK_STORE" "$FLOCK_STORE-wal"; do
    [ ! -e "$file.disk" ] || cp "$file.disk" "$file"
  done
}
numbers() {
  flock-fetch --index 'flock-*,-flock-agent-*' | jq -sc 'map(.n) | sort'
}

# ---- the write-ahead log

start_on_disk
register "$user" >/dev/null
check_text 'records are stored' 200 'send 1 3'
fails -wal
check_text 'what cannot be synced is not acknowledged' 503 'send 4 6'
check 'but shall be sent again' 'grep -qi "^Retry-After: [0-9]" "$tmp/head"'
await_end
check 'the gateway ends, to be started again' '[ $ended -eq 4 ]'
check 'and says why' \
  'grep -q "the disk failed to take what the store has written" \
     "$tmp/started.err" && grep -q "hint: start flock-gateway again" \
     "$tmp/started.err"'
fails -wal
check_status 'it does not start while the disk fails' 4 \
  'LD_PRELOAD=$disk timeout 20 flock-gateway serve --listen 127.0.0.1:0'
start_on_disk
check_text 'it takes them when the disk is well' 200 'send 4 6'
check_text 'and others' 200 'send 7 9'
lose_power
check_text 'all that was acknowledged is there' '[1,2,3,4,5,6,7,8,9]' 'numbers'
check_status 'and the store is sound' 0 'flock-gateway check'

# ---- the database, into which a long log is copied

rm -f "$FLOCK_STORE"*
start_on_disk
register "$user" >/dev/null
fails .db
yes "{\"hostIdentifier\":\"$user\",\"unixTime\":$now,\"name\":\"long\",\"x\":\"$(
  head -c 60000 /dev/zero | tr '\0' x)\"}" | head -c 4000000 |
  head -n 60 >"$tmp/long"
sent=0
while submit "$ledger/$((1000 + sent * 60))" <"$tmp/long" 2>/dev/null |
  grep -q '"processed_count":60' && [ $sent -lt 40 ]; do
  sent=$((sent + 1))
done
await_end
check 'the gateway ends when a copy cannot be synced' \
  '[ $ended -eq 4 ] && [ $sent -gt 5 ]'
check 'and says so' '[ "$(grep -c "the disk failed" "$tmp/started.err")" -ge 2 ]'
check 'the log is left' '[ -s "$FLOCK_STORE-wal" ]'
start_on_disk
check_text 'it goes on' 200 'send 1 3'
lose_power
check 'all that was acknowledged is there' \
  '[ "$(flock-fetch --twig long | wc -l)" -ge $((sent * 60)) ]'
check_status 'and the store is sound' 0 'flock-gateway check'
