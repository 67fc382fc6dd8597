#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# What root runs on the embedded store of a service's user leaves nothing there
# that is root's: the service goes on.
. "${0%/*}/lib.sh"
. "${0%/*}/gateway.sh"

[ "$(id -u)" -eq 0 ] || {
  echo '1..0 # SKIP only root can tell'
  trap - EXIT
  rm -rf "$tmp"
  exit 77
}
plan 23

mkdir "$tmp/store"
chmod 700 "$tmp/store"
chown nobody "$tmp/store"
# Where it was built others may not be able to go.
cp "$(command -v flock-gateway)" "$tmp/service"
FLOCK_STORE=$tmp/store/gateway.db
chmod 711 "$tmp"
serve() {
  setpriv --reuid nobody --clear-groups "$tmp/service" serve \
    --registration open --listen 127.0.0.1:0 \
    >"$tmp/ready" 2>>"$tmp/started.err" &
  gateway=$!
  started_pids="$started_pids $gateway"
  read -r _ url <"$tmp/ready"
}
stop() { kill "$gateway" && wait "$gateway"; }
owners() { find "$tmp/store" -printf '%u\n' | sort -u; }
# As with systemd's DynamicUser=: to where the store lies root alone gets, since
# the service has it mounted elsewhere.
tried() { # NAME COMMAND
  chmod 700 "$tmp"
  check "$1" "$2"
  chmod 711 "$tmp"
  check_text 'nothing is root'"'"'s' nobody 'owners'
}

tried 'root makes the store, by inviting' \
  'flock-gateway users invite --url http://127.0.0.1:1'
serve
register $user >/dev/null
check_text 'which the service writes to' 1 'records 1 1 | submit | jq .processed_count'
tried 'root lists while it serves' 'flock-gateway users list'
tried 'fetches' 'flock-fetch'
stop
rm -f "$FLOCK_STORE-wal" "$FLOCK_STORE-shm"
tried 'and while it does not' 'flock-fetch'
tried 'lists then' 'flock-gateway users list'
tried 'checks' 'flock-gateway check'
tried 'prunes' 'flock-gateway prune --older-than 30d'
mkdir -m 700 "$tmp/own"
echo unrelated >"$tmp/own/copy.db.part"
tried 'and backs up into its own folder' \
  '(cd "$tmp/own" && flock-gateway backup copy.db)'
check_text 'where nothing else is touched' "$(printf '%s\n' copy.db copy.db.part)" \
  'ls "$tmp/own"'
check_text 'the copy is the store' 1 \
  'flock-fetch --store "$tmp/own/copy.db" --user $user | jq -r ".n // empty"'
serve
check_text 'the service goes on' 1 'records 2 2 | submit | jq .processed_count'
kill -9 "$gateway"
wait "$gateway" 2>/dev/null
tried 'after a crash root may be first to look' 'flock-fetch'
serve
check_text 'and it goes on' 1 'records 3 3 | submit | jq .processed_count'
stop
