#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The store's file is removed, or a backup is put in its place, while the gateway
# serves: it says so and ends, rather than store where nobody will look.
. "${0%/*}/lib.sh"
. "${0%/*}/gateway.sh"
plan 15

send() { # FIRST LAST
  records "$1" "$2" | curl_quietly -o "$tmp/answer" -w '%{http_code}\n' \
    -u "$auth" -H 'Content-Type: application/x-ndjson' \
    --data-binary @- "$url/submit" 2>/dev/null
}
# The gateway has ended by itself; sets $ended, its status.
await_end() {
  wait "$gateway"
  ended=$?
}
numbers() {
  flock-fetch --index 'flock-*,-flock-agent-*' | jq -sc 'map(.n) | sort'
}

start_gateway --registration open
check_text 'that a store is new is said' 1 \
  'grep -c "there was no store, a new one is made" "$tmp/started.err"'
register "$user" >/dev/null
check_text 'records are stored' 200 'send 1 3'
flock-gateway backup "$tmp/backup.db"
check_text 'and more behind the backup' 200 'send 4 6'
rm "$FLOCK_STORE" "$FLOCK_STORE-wal" "$FLOCK_STORE-shm"
check 'what nobody would find is not acknowledged' '[ "$(send 7 9)" != 200 ]'
await_end
check 'the gateway ends' '[ $ended -eq 4 ]'
check_text 'and says why' 1 \
  'grep -c "the store is lost: .* were removed or replaced" "$tmp/started.err"'

cp "$tmp/backup.db" "$FLOCK_STORE"
start_gateway
check_text 'once' 1 'grep -c "a new one is made" "$tmp/started.err"'
check_text 'it goes on from the backup' 200 'send 7 9'
check_text 'with what that had' '[1,2,3,7,8,9]' 'numbers'
mv "$tmp/backup.db" "$FLOCK_STORE"
await_end # though nobody asks
check 'the gateway ends when another file lies there' '[ $ended -eq 4 ]'
check 'the log of the old one does not lie in its way' \
  '[ -s "$FLOCK_STORE-wal.left" ] && [ ! -e "$FLOCK_STORE-wal" ] &&
     [ ! -e "$FLOCK_STORE-shm" ] &&
     grep -q "is in .*gateway.db-wal.left" "$tmp/started.err"'
start_gateway
check_text 'it goes on from that one' 200 'send 10 10'
check_text 'with what that has' '[1,2,3,10]' 'numbers'
check_status 'and it is sound' 0 'flock-gateway check'
check_stop 'told to stop it ends well'
