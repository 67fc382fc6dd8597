#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# flock-send with input that is none, and with a token, a CA or a disk that does
# not serve: the status of the table, one clear message, nothing lost.
. "${0%/*}/lib.sh"
. "${0%/*}/gateway.sh"
. "${0%/*}/laptop.sh"
plan 42

start_server
join
sent() { flock-send sent | wc -l; }
# A record of another's making: `good N`.
good() { echo "{\"hostIdentifier\":\"$user\",\"unixTime\":$now,\"n\":$1}"; }

# bad NAME PATTERN: $tmp/bad, then a good record.
n=0
bad() {
  n=$((n + 1))
  { cat "$tmp/bad"; good $n; } >"$tmp/mixed"
  check_err "$1 is named" "line 1 \\(byte 0\\): .*$2" 'flock-send $tmp/mixed'
  before=$(sent)
  check_status "$1 is rejected, the rest delivered" 3 'flock-send $tmp/mixed'
  check_text "$1: one record more has left" $((before + 1)) sent
}
each_bad_line bad
check_text 'nothing waits' '' 'flock-send outbox; echo'

check_text 'an empty stream is success and says nothing' '' \
  'flock-send </dev/null; echo'
check_status 'a missing file is a usage error' 2 'flock-send $tmp/missing'
check_err 'and named' "cannot open '.*/missing': [Nn]o such file" \
  'flock-send $tmp/missing'
check_status 'a directory is no input' 2 'flock-send $tmp'
check_status 'so is an unknown option' 2 'flock-send --nonsense'
check_status 'and a number that is none' 2 'flock-send withdraw x'
check_out 'rejected lines can be kept' "$tmp/bad" \
  'flock-send -q --rejects $tmp/rejects $tmp/bad; cat $tmp/rejects'

# ---- the disk

check_status 'a full disk under its output is an error' 4 'flock-send sent >/dev/full'
check_text 'a closed pipe ends it quietly' '' \
  'flock-send sent | head -n 1 >/dev/null; echo'
# small_disk COMMAND: with a state folder in which 256 KiB have room; where
# nobody may mount one, files have no more.
small_disk() {
  unshare -rm sh -c 'mount -t tmpfs -o size=256k none "$FLOCK_STATE_DIR" &&
    eval "$1"' sh "$1"
}
small_disk true 2>/dev/null || small_disk() {
  (trap '' XFSZ && ulimit -f 500 && eval "$1")
}
good 1 | jq -c --arg x "$(head -c 4000 /dev/zero | tr '\0' x)" '.x = $x' \
  >"$tmp/long"
for i in $(seq 200); do cat "$tmp/long"; done >"$tmp/much"
mkdir "$tmp/small"
full='FLOCK_STATE_DIR=$tmp/small; small_disk "flock-send --rest 1h $tmp/much'
check_status 'a full disk under the ledger: try again' 4 "$full\""
check_err 'and that is said' 'No space left on device|File too large' "$full\""
check_text 'the ledger stays whole, and takes no more' '4' \
  "$full 2>/dev/null; flock-send outbox | jq -e .n >/dev/null &&
     flock-send --rest 1h \$tmp/much 2>/dev/null; echo \\\$?\""

# ---- who it talks to

cp -r "$FLOCK_CONFIG_DIR" "$tmp/good.config"
echo 0123456789abcdef0123456789abcdef >"$FLOCK_CONFIG_DIR/token"
good 100 >"$tmp/record"
check_status 'a wrong token is refused for good' 5 'flock-send $tmp/record'
check_err 'and that is said' "refuses this laptop's token" 'flock-send deliver'
check_status 'by ping too' 5 'flock-send ping'
chmod 644 "$FLOCK_CONFIG_DIR/token"
check_status 'a token that others can read is not used' 2 'flock-send deliver'
check_err 'with the cure' 'hint: chmod 600' 'flock-send deliver'
cp -p "$tmp/good.config/token" "$FLOCK_CONFIG_DIR/token"
make_certificates "$tmp/others"
cp "$tmp/others/ca/ca.crt" "$FLOCK_CONFIG_DIR/ca.crt"
check_status 'a wrong CA is refused for good' 5 'flock-send deliver'
check_err 'and that is said' 'certificate' 'flock-send deliver'
echo 'no certificate' >"$FLOCK_CONFIG_DIR/ca.crt"
check_status 'a CA file that is none is a usage error' 2 'flock-send deliver'
cp -p "$tmp/good.config/ca.crt" "$FLOCK_CONFIG_DIR/ca.crt"
echo '{' >"$FLOCK_CONFIG_DIR/gateway.json"
check_status 'a registration that is none too' 2 'flock-send deliver'
echo '{"url":"http://flock.example","user":"ann"}' >"$FLOCK_CONFIG_DIR/gateway.json"
check_err 'a gateway elsewhere without TLS is sent nothing' \
  'would go to another machine in clear' 'flock-send deliver'
cp -p "$tmp/good.config/gateway.json" "$FLOCK_CONFIG_DIR/gateway.json"
echo "flock-invite-1 http://flock.example AAECAwQFBgcICQoLDA0ODxAREhM -" >"$tmp/invite"
check_status 'nor is an invite to it taken' 2 'flock-send register <$tmp/invite'
stop_server
check_status 'nobody there: try again' 4 'flock-send deliver --deadline 1ms'
start_server
check 'through all of this' 'flock-send deliver'
check_text 'nothing was lost' '1 2 3 4 5 100' \
  'stored | jq -r "select(.n).n" | sort -n | uniq | xargs'
