#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# flock-sign | flock-sign verify: what was signed verifies byte for byte; what
# was altered, deleted or never signed is named.
. "${0%/*}/lib.sh"
plan 38

flock-sign keygen
flock-sign pubkey --user ann-laptop >"$tmp/trusted"
flock-sign <"$data/input-three.jsonl" >"$tmp/signed"
verify="flock-sign verify --trusted $tmp/trusted"

check_out 'what was signed verifies, byte for byte' "$tmp/signed" \
  '$verify <$tmp/signed'
check_out 'from files as well, and by a bare public key' "$tmp/signed" \
  'flock-sign verify --trusted $FLOCK_CONFIG_DIR/sign.pub $tmp/signed'
check_err 'with --verbose it is summed up' \
  '^flock-sign: 3 verified, 1 stream$' '$verify -v $tmp/signed'
check_text 'only flock is added' "$(cat "$data/input-three.jsonl")" \
  'sed "s/,\"flock\":.*}}$/}/" $tmp/signed'

# The worked example was made by other people's libraries.
printf 'ann-laptop %s\n' \
  RWQBAgMEBQYHCAOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4 >"$tmp/example"
check_out 'the worked example verifies' "$data/input-example.jsonl" \
  'flock-sign verify --from-start --trusted $tmp/example \
     $data/input-example.jsonl'

sed '2s/"n":"2"/"n":"7"/' "$tmp/signed" >"$tmp/altered"
check_status 'an altered record fails' 1 '$verify <$tmp/altered'
check_err 'its line is named' \
  '^flock-sign: standard input: line 2: bad signature, stream [0-9a-f]{32}, seq 2$' \
  '$verify <$tmp/altered'
check_text 'the others are printed' "$(sed 2d "$tmp/signed")" \
  '$verify <$tmp/altered 2>/dev/null || true'
check_err 'and it is not called missing' '^flock-sign: 2 verified, 1 failed, 1 stream$' \
  '$verify <$tmp/altered'

sed 2d "$tmp/signed" >"$tmp/deleted"
check_status 'a deleted record fails' 1 '$verify <$tmp/deleted'
check_err 'its number is named' 'missing, stream [0-9a-f]{32}, seq 2$' \
  '$verify <$tmp/deleted'
check_status 'unless gaps are allowed' 0 '$verify --allow-gaps <$tmp/deleted'

sed '2s/,"flock":.*}}$/}/' "$tmp/signed" >"$tmp/unsigned"
check_status 'an unsigned record fails' 1 '$verify <$tmp/unsigned'
check_err 'its line is named' 'standard input: line 2: unsigned$' \
  '$verify <$tmp/unsigned'

sed 1d "$tmp/signed" >"$tmp/late"
check_status 'a stream may begin later' 0 '$verify <$tmp/late'
check_err 'unless it must not' 'missing, stream [0-9a-f]{32}, seq 1$' \
  '$verify --from-start <$tmp/late'

{ sed -n 1p "$tmp/signed"; sed -n 3p "$tmp/signed"; sed -n 2p "$tmp/signed"; } \
  >"$tmp/swapped"
check_err 'a record out of order is named' 'line 3: out of order' \
  '$verify <$tmp/swapped'
check_err 'and what puts it in order' 'hint: flock-fetch --order chain' \
  '$verify <$tmp/swapped'

sed 's/"action":"removed"/&,"username":"bob"/' "$tmp/signed" >"$tmp/bobs"
check_err "a record that is re-attributed is named" \
  "line 3: username 'bob', but the key is of 'ann-laptop'" '$verify <$tmp/bobs'

flock-sign keygen --key "$tmp/other.sec" --public "$tmp/other.pub"
check_status 'a wrong key fails' 1 \
  'flock-sign verify --trusted $tmp/other.pub <$tmp/signed'
check_err 'each record is named' 'line 3: unknown key [-_A-Za-z0-9]{43}' \
  'flock-sign verify --trusted $tmp/other.pub <$tmp/signed'
check_text 'and none is printed' '' \
  'flock-sign verify --trusted $tmp/other.pub <$tmp/signed 2>/dev/null; echo'
check_status 'unless the right one is trusted as well' 0 \
  '$verify --trusted $tmp/other.pub <$tmp/signed'

echo '{"type":"user_registered","event.ingested":"2026-11-23T07:00:00.000Z"}' \
  >"$tmp/own"
check_out "the gateway's own records are not printed" "$tmp/signed" \
  'cat $tmp/own $tmp/signed | $verify'
check_status 'and alone prove nothing' 1 '$verify <$tmp/own'

check_status 'a user without a recent record fails' 1 \
  '$verify --silence 1h --now 2026-11-23T08:00:03Z $tmp/signed'
check_err 'she is named' "silent: no record of 'ann-laptop' since 2026-11-23T07:00:02.000Z" \
  '$verify --silence 1h --now 2026-11-23T08:00:03Z $tmp/signed'
check_status 'one with a recent record does not' 0 \
  '$verify --silence 1h --now 2026-11-23T08:00:02Z $tmp/signed'
check_status 'nor does one dated ahead count' 1 \
  '$verify --silence 1h --now 2026-11-20T08:00:00Z $tmp/signed'
check_status 'a silence of nothing is refused' 2 '$verify --silence 0s $tmp/signed'

stream=$(jq -r .flock.stream "$tmp/signed" | head -n 1)
sed "s/\$/ until=$stream:2/" "$tmp/trusted" >"$tmp/until"
check_err 'a key ends where the trusted file says so' \
  'line 3: signed by a key that has ended' \
  'flock-sign verify --trusted $tmp/until <$tmp/signed'

$verify --json <"$tmp/altered" 2>"$tmp/altered.json" >/dev/null
$verify --json <"$tmp/deleted" 2>"$tmp/deleted.json" >/dev/null
check_text 'findings are JSON lines with --json' \
  'bad_signature standard input 2 2' \
  'jq -r "select(.kind) | \"\(.kind) \(.source) \(.line) \(.seq)\"" \
     $tmp/altered.json'
check_text 'so are ranges' 'missing 2 2' \
  'jq -r "select(.kind) | \"\(.kind) \(.first) \(.last)\"" $tmp/deleted.json'
check_text 'so is the summary' '2 0 1' \
  'jq -r "select(.verified) | \"\(.verified) \(.failed) \(.missing)\"" \
     $tmp/deleted.json'

gzip -c "$tmp/signed" >"$tmp/signed.gz"
check_out 'a compressed export verifies' "$tmp/signed" '$verify $tmp/signed.gz'
check_status 'signed again it is rejected' 3 'flock-sign $tmp/signed'
check_err 'with the reason' 'line 2 .*signed already' 'flock-sign $tmp/signed'
check_err 'as is what has been stored' 'line 1 .*only the gateway adds' \
  'echo "{\"username\":\"ann\"}" | flock-sign'
