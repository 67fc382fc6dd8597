#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# rotate: a new key for a laptop, announced in its ledger by the old one.
. "${0%/*}/lib.sh"
plan 18

key=$FLOCK_CONFIG_DIR/sign.key
ledger=$FLOCK_STATE_DIR/ledger
segment=$ledger/0000000000000001.jsonl
check_status 'a laptop that is not registered has nothing to rotate' 2 \
  'flock-sign rotate'
echo '{"format":1,"url":"https://127.0.0.1:1","user":"ann"}' \
  >"$FLOCK_CONFIG_DIR/gateway.json"
flock-sign keygen
flock-sign pubkey --user ann >"$tmp/trusted"
cp "$key" "$tmp/first.key"

# append FILE ACKNOWLEDGED: adds to the ledger by hand, all of it delivered
# where ACKNOWLEDGED is not empty.
append() {
  cat "$1" >>"$segment"
  records=$(wc -l <"$segment")
  [ -z "$2" ] || jq -c ".attempted = $records | .acknowledged = $records" \
    "$ledger/checkpoint.json" >"$tmp/point"
  [ -z "$2" ] || cp "$tmp/point" "$ledger/checkpoint.json"
}
# row N: a record with the ledger's cursor.
row() {
  printf '{"n":%s,"hostIdentifier":"ann","flock":{"cursor":"%s.engine:%s"}}\n' \
    "$1" "$(jq -r .ledger "$ledger/ledger.json")" "$1"
}

check 'rotate announces a key' 'flock-sign rotate >$tmp/key1'
check_text 'in the stream of the ledger, as its user' 'flock_key ann 1' \
  'jq -r "\"\(.type) \(.hostIdentifier) \(.flock.seq)\"" $tmp/key1'
check 'the new key waits' 'test -s $key.next'
check_text 'as secret as the other' '-rw-------' 'ls -l $key.next | cut -c 1-10'
check 'again it announces the same' \
  'flock-sign rotate >$tmp/key2 &&
     test "$(jq .public_key $tmp/key1)" = "$(jq .public_key $tmp/key2)"'
check_text 'until the ledger has it the old key signs' 1 \
  'row 1 | flock-sign >$tmp/one; cmp -s $key $tmp/first.key && jq .flock.seq $tmp/one'

append "$tmp/one" ''
check_status 'while the outbox is not empty it ends with 4' 4 'flock-sign rotate'
check_err 'and says why' 'the outbox is not empty: what waits, 1 record, could' 'flock-sign rotate'
append /dev/null 1
flock-sign rotate >"$tmp/key"
check_text 'once it is empty it goes on' 2 'jq .flock.seq $tmp/key'
append "$tmp/key" 1

row 2 | flock-sign >"$tmp/two"
check_text 'then the new key signs the next record' 3 'jq .flock.seq $tmp/two'
check 'and is in place' \
  'test ! -e $key.next && ! cmp -s $key $tmp/first.key'
check_text 'with its public half' "$(jq -r .public_key "$tmp/key")" \
  'sed 1d $FLOCK_CONFIG_DIR/sign.pub'
check_text 'which it announced' "$(jq -r .public_key "$tmp/key")" \
  'flock-sign pubkey'
append "$tmp/two" 1
cat "$tmp/one" "$tmp/key" "$tmp/two" >"$tmp/all"
check_out 'the stream verifies by the old key alone' "$tmp/all" \
  'flock-sign verify --from-start --trusted $tmp/trusted $tmp/all'
check_err 'but not without the announcement' 'line 2: unknown key' \
  'sed 2d $tmp/all | flock-sign verify --trusted $tmp/trusted'
row 3 | flock-sign --key "$tmp/first.key" >"$tmp/stolen"
check_err 'the old key cannot go on in it' 'line 4: not signed by the key' \
  'cat $tmp/all $tmp/stolen | flock-sign verify --trusted $tmp/trusted'
flock-sign rotate >"$tmp/key"
append "$tmp/key" 1
check_status 'a second rotation goes the same way' 0 \
  'row 3 | flock-sign >$tmp/three && cat $tmp/all $tmp/key $tmp/three |
     flock-sign verify --from-start --trusted $tmp/trusted'
