#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# What the gateway refuses for good: kept, declared, and sent once more.
. "${0%/*}/lib.sh"
. "${0%/*}/gateway.sh"
. "${0%/*}/laptop.sh"
plan 37
letters=$FLOCK_STATE_DIR/dead-letter.jsonl

# A gateway that takes short records only.
start_server --max-line-bytes 700
join
flock-collect allow probe
long=$(head -c 800 /dev/zero | tr '\0' x)
rows probe 1 "2$long" 3
cp -r "$FLOCK_STATE_DIR" "$tmp/backup"
check_status 'one record is refused for good: partly done' 3 pipeline
check_text 'the others are stored' 'added:1 added:3' 'stored | probe_rows'
check_text 'nothing waits' 0 'flock-send outbox | wc -l'
check_text 'the one is kept, with the reason' \
  '["2","longer than 700 bytes"]' \
  'jq -c "[(.columns.n|.[:1]), .flock.error.reason]" <$letters'
check_text 'for the owner alone' 600 'stat -c %a $letters'
check_status 'status: not all is well' 1 'flock-send status'
check_text 'it tells sent from refused' '5 1' \
  'flock-send status --json | jq -r "\"\(.sent) \(.refused)\""'
mv "$letters" "$tmp/aside"
check_text 'and does so without the file' '5 0' \
  'flock-send status --json | jq -r "\"\(.sent) \(.refused)\""'
mv "$tmp/aside" "$letters"
check_status 'verify finds the gap' 1 verified
check_err 'and names it' 'seq 4' verified

check 'the next run' pipeline
check_text 'declares it' '{"count":1,"reason":"refused","seqs":[4]}' \
  'stored | jq -c "select(.type==\"flock_loss\")|{count,reason,seqs}"'
check 'the gap is no failure then' verified
check 'it is declared once' \
  'pipeline && [ "$(stored | grep -c flock_loss)" -eq 1 ]'

# ---- once more

check_status 'sent again it is refused again' 3 'flock-send $letters'
check_err 'and that is said' "record 4 is refused again: 'longer than" \
  'flock-send $letters'
check_text 'nothing was appended' 0 'flock-send outbox | wc -l'
check_text 'nor written down again' 1 'wc -l <$letters'
stop_server
check_status 'while the gateway is away: try again' 4 'flock-send $letters'
start_server
check 'a gateway that takes long records' 'flock-send $letters'
check_text 'has it, as what it was' "added:1 added:2$long added:3" \
  'stored | probe_rows'
check 'sent a third time it is stored once' \
  'flock-send $letters && [ "$(stored | probe_rows | wc -w)" -eq 3 ]'
check 'a declared record that arrives after all is no failure' verified

# ---- what others write is none

# forged JQ: the dead letter, changed.
forged() { head -n 1 "$letters" | jq -c "$1" >"$tmp/forged"; }
forged '.columns.n = "forged"'
check_status 'another record under the number: left out' 3 'flock-send $tmp/forged'
check_err 'and named' 'record 4 is not sent: it is no dead letter of this laptop' \
  'flock-send $tmp/forged'
forged '.flock.error.n = 2'
check_status 'the record under another number' 3 'flock-send $tmp/forged'
forged 'del(.flock.policy) | .columns.n = "forged"'
check_status 'what no policy has passed is refused as ever' 2 'flock-send $tmp/forged'
check_text 'none of it is stored' '' 'stored | grep forged; echo'
check_text 'nor appended' 0 'flock-send outbox | wc -l'
head -n 1 "$letters" >"$tmp/part"
check 'a part of the file, elsewhere, will do' 'flock-send $tmp/part'
mv "$letters" "$tmp/letters"
check 'where the file is gone the ledger has it' 'flock-send $tmp/part'
mv "$FLOCK_STATE_DIR/ledger" "$tmp/gone"
check_status 'where that is gone as well it is left out' 3 'flock-send $tmp/part'
rm -r "$FLOCK_STATE_DIR/ledger"
mv "$tmp/gone" "$FLOCK_STATE_DIR/ledger"
mv "$tmp/letters" "$letters"

# ---- a backup of the ledger came back

stop_server
start_server --max-line-bytes 700
rm -r "$FLOCK_STATE_DIR/ledger" "$FLOCK_STATE_DIR/base"
cp -r "$tmp/backup/." "$FLOCK_STATE_DIR"
rows probe "9$long"
check_status 'another record is refused under the number' 3 'pipeline --now'
check_text 'and kept as well' '2:4 9:4' \
  'jq -r "(.columns.n|.[:1])+\":\"+(.flock.error.n|tostring)" <$letters | xargs'

# ---- one that no request has room for

stop_server
start_server --max-body-bytes 2k
echo "{\"hostIdentifier\":\"$user\",\"unixTime\":$now,\"n\":\"$long$long$long\"}" \
  >"$tmp/long"
check_status 'a single record may be refused with its request' 3 'flock-send $tmp/long'
check_text 'it is kept as well' 'too large for the gateway' \
  'tail -n 1 $letters | jq -r .flock.error.reason'
check_text 'and does not block what comes behind it' 0 'flock-send outbox | wc -l'
