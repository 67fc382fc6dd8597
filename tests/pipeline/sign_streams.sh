#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Which stream flock-sign continues, when its output comes, and how verify
# compares with the head of a ledger.
. "${0%/*}/lib.sh"
plan 25

flock-sign keygen
verify="flock-sign verify --trusted $FLOCK_CONFIG_DIR/sign.pub"
id=AAECAwQFBgcICQoLDA0ODw
stream=01a206589b8000010203040506070809

# row N [LEDGER]: with the cursor of that ledger.
row() {
  if [ $# -eq 1 ]; then
    printf '{"n":%s}\n' "$1"
  else
    printf '{"n":%s,"flock":{"cursor":"%s.engine:%s"}}\n' "$1" "$2" "$1"
  fi
}
# places FILE: what flock says of the place of each record.
places() {
  jq -r '"\(.flock.stream) \(.flock.seq)"' "$1"
}
# ledger SEQ PREV: a ledger without records that says that it ends there.
ledger() {
  mkdir -p "$FLOCK_STATE_DIR/ledger"
  printf '{"format":1,"ledger":"%s","stream":"%s"}\n' "$id" "$stream" \
    >"$FLOCK_STATE_DIR/ledger/ledger.json"
  printf '{"format":1,"records":0,"attempted":0,"acknowledged":0,
    "cursors":{},"seq":%s,"prev":"%s","appended":[]}\n' "$1" "$2" \
    >"$FLOCK_STATE_DIR/ledger/checkpoint.json"
}

{ row 1; row 2 $id; } | flock-sign >"$tmp/fresh"
check_text 'without a ledger all go into one fresh stream' '1
2' 'jq .flock.seq $tmp/fresh; test "$(places $tmp/fresh | cut -d" " -f1 | uniq | wc -l)" -eq 1'
check 'and none is made' 'test ! -e $FLOCK_STATE_DIR/ledger'

ledger 0 ''
row 1 $id | flock-sign >"$tmp/first"
check_text "the ledger's stream begins at 1" "$stream 1" 'places $tmp/first'
prev=$(jq -j .flock.sig "$tmp/first" | openssl dgst -sha256 -binary |
  openssl base64 -A | tr '+/' '-_' | tr -d =)
ledger 1 "$prev"
{ row 2 $id; row 3; row 4 BBECAwQFBgcICQoLDA0ODw; row 5 $id; row 6; } |
  flock-sign >"$tmp/more"
check_text "records with its cursor go on in it" "$stream 2
$stream 3" 'places $tmp/more | grep ^$stream'
check_text 'all others share a fresh one' '3 4 6' \
  'jq -r "select(.flock.stream != \"$stream\") | .n" $tmp/more | xargs'
cat "$tmp/first" "$tmp/more" >"$tmp/all"
check_out 'all of it verifies' "$tmp/all" '$verify --from-start $tmp/all'
check_text '--new-stream leaves the ledger alone' 0 \
  '{ row 2 $id; row 3; } | flock-sign --new-stream | grep -c $stream || true'

# Whoever can write a line of what is signed is not believed as the agent is.
announce='{"type":"flock_key","timestamp":1,"hostIdentifier":"ann","public_key":"'$(
  flock-sign keygen --key "$tmp/evil.key" --public "$tmp/evil.pub"
  flock-sign pubkey --key "$tmp/evil.key")'"'
# loss [FLOCK]: a flock_loss for the ledger's second record.
loss() {
  printf '{"type":"flock_loss","timestamp":1,"hostIdentifier":"ann","count":1,'
  printf '"reason":"refused","stream":"%s","seqs":[2]%s}\n' "$stream" "${1-}"
}
cursor='"flock":{"cursor":"'$id'.dead-letter:9"}'
check_status 'a foreign flock_key is not signed' 3 \
  '{ echo "$announce}"; row 1; } | flock-sign >$tmp/signed'
check_text 'the record beside it is' 1 'jq -r .n $tmp/signed'
check_err 'and that is said' 'line 1.*only flock-sign rotate makes' \
  'echo "$announce}" | flock-sign'
check_status 'whatever it says of itself' 3 \
  'echo "$announce,$cursor}" | flock-sign --new-stream'
check_status 'nor is a foreign flock_loss' 3 'loss | flock-sign'
check_status 'one of another ledger' 3 \
  'loss ,\"flock\":{\"cursor\":\"BBECAwQFBgcICQoLDA0ODw.dead-letter:9\"} | flock-sign'
check_err 'which is named' 'line 1.*(flock_loss).*without the cursor of this laptop' \
  'loss | flock-sign'
check_text 'the one of this laptop is, in its stream' "$stream 2" \
  'loss ",$cursor" | flock-sign >$tmp/signed && places $tmp/signed'
check 'or carried as a file' \
  'loss ",$cursor" | flock-sign --new-stream >$tmp/signed && ! grep -q "prev" $tmp/signed'
mv "$FLOCK_STATE_DIR/ledger" "$tmp/away"
check_status 'where there is no ledger none is' 3 'loss ",$cursor" | flock-sign'
mv "$tmp/away" "$FLOCK_STATE_DIR/ledger"
check_status 'the ledger of another machine is an error' 2 \
  'jq ".machine = \"x\"" $FLOCK_STATE_DIR/ledger/ledger.json >$tmp/moved
   cp $tmp/moved $FLOCK_STATE_DIR/ledger/ledger.json
   test -s /etc/machine-id || exit 2
   row 2 $id | flock-sign'

head=$FLOCK_STATE_DIR/ledger/checkpoint.json
seq=$(jq -r 'select(.flock.stream == "'$stream'") | .flock.seq' "$tmp/all" | tail -n 1)
prev=$(jq -r 'select(.flock.stream == "'$stream'") | .flock.sig' "$tmp/all" |
  tail -n 1 | tr -d '\n' | openssl dgst -sha256 -binary | openssl base64 -A |
  tr '+/' '-_' | tr -d =)
ledger "$seq" "$prev"
check 'what the ledger has is all there' '$verify --head $head $tmp/all'
check_err 'a missing end shows against it' "missing, stream $stream, seq 3\$" \
  'grep -v "\"n\":5" $tmp/all | $verify --head $head'
check_err 'as does a stream of which nothing is there' \
  "missing, stream $stream, seq 1 to 3\$" \
  'grep -v $stream $tmp/all | $verify --head $head'
ledger "$seq" "$(jq -j .flock.prev "$tmp/all" | tail -c 43)"
check_err 'and another history' 'not the record at the head of the ledger' \
  '$verify --head $head $tmp/all'
check_status 'a head that is none is a usage error' 2 \
  '$verify --head $tmp/all $tmp/all'

# A record alone comes out though the pipe stays open.
mkfifo "$tmp/in"
start sh -c "flock-sign --new-stream <$tmp/in >$tmp/alone"
exec 3>"$tmp/in"
row 1 >&3
check 'a record alone in the pipe comes out at once' \
  'wait_for "grep -q sig $tmp/alone"'
row 2 >&3
check 'and so does the next' 'wait_for "test \$(wc -l <$tmp/alone) -eq 2"'
exec 3>&-
