#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# What flock-send keeps, shows, takes back, and refuses to take.
. "${0%/*}/lib.sh"
. "${0%/*}/gateway.sh"
. "${0%/*}/laptop.sh"
plan 72

twig_of() { jq -r '.type // .name' | xargs; }
waiting() { flock-send outbox | wc -l; }

rows probe 1 2 3
start_server
join
flock-collect allow probe

# ---- rest, outbox, withdraw

send='--rest 1h'
check 'records rest' pipeline
check_text 'whose folder is made for the owner alone' 700 \
  '(umask 022; FLOCK_STATE_DIR=$tmp/new flock-collect >/dev/null); stat -c %a $tmp/new'
check_text 'in the outbox, in order' \
  'server_enabled twigs_enabled probe probe probe flock_run' \
  'flock-send outbox | twig_of'
check_text 'nothing has left' '' 'flock-send sent; echo'
check_status 'status: something waits' 1 'flock-send status'
check_text 'and how much' '6 false' \
  'flock-send status --json | jq -r "\"\(.waiting) \(.waiting==0)\""'
check 'nothing rests for ever: deliver goes by the same option' \
  'flock-send deliver --rest 1h && [ "$(waiting)" -eq 6 ]'
check_status 'to withdraw nothing is a usage error' 2 'flock-send withdraw'
flock-send outbox | sed -n 4p >"$tmp/before"
check 'a record is taken back by its number' 'flock-send withdraw 4'
check_text 'a loss stands in its place, under its seq' \
  "$(jq -c '["flock_loss", .flock.seq]' <"$tmp/before")" \
  'flock-send outbox | sed -n 4p | jq -c "[.type, .flock.seq]"'
check_text 'without content' '' 'flock-send outbox | grep "\"n\":\"2\""; echo'
check 'the rest of the twig too' 'flock-send withdraw --twig probe'
check_text 'agent records stay' \
  'server_enabled twigs_enabled flock_loss flock_loss flock_loss flock_run' \
  'flock-send outbox | twig_of'
send=
flock-send outbox >"$tmp/outbox"
check 'what is left leaves' 'flock-send deliver'
check_out 'as the bytes that waited' "$tmp/outbox" 'flock-send sent'
check_text 'the store has them' 6 'stored --user $user | jq -c "select(.flock.cursor)" | wc -l'
check 'and they verify' verified
check 'what has left is not taken back' 'flock-send withdraw --all'
check_status 'nor by its number: too late' 3 'flock-send withdraw 1'
check_err 'which is said' '1 record had left before' 'flock-send withdraw 1'
check_status 'a number that no record has is mistyped' 2 'flock-send withdraw 1 7'
check_err 'and named' 'there is no record 7' 'flock-send withdraw 1 7'
check_err 'a twig that has no record too' 'no such record waits' \
  'flock-send withdraw --twig prob'
check_out 'and stays' "$tmp/outbox" 'flock-send sent'
check 'status: all is well' 'flock-send status'

# ---- the gateway is away

stop_server
rows probe 4 5
check_status 'the gateway is away: try again' 4 'send="--deadline 1ms"; pipeline --now'
check_err 'and nothing is lost' 'hint: nothing is lost' \
  'flock-send deliver --deadline 1ms'
check_text 'it waits' 'removed:1 removed:2 removed:3 added:4 added:5' \
  'flock-send outbox | probe_rows'
check 'nobody was there, so nothing has left: the flock_run is taken back' \
  'flock-send withdraw $(($(flock-send sent | wc -l) + $(waiting)))'
start_server
check 'when it is back' 'flock-send </dev/null'
check_text 'all of it is there' 'removed:1 removed:2 removed:3 added:4 added:5' \
  'stored | probe_rows'
check_text 'and nothing waits' 0 waiting

# ---- a full outbox

send='--rest 1h --max-outbox-bytes 700'
rows probe 6 7 8 9
check_status 'a full outbox: try again' 4 'pipeline --now'
check_text 'it holds what fits' 'removed:4' 'flock-send outbox | probe_rows'
check_status 'and no more' 4 'pipeline --now'
flock-send deliver
send=
check 'there is room again' pipeline
check_text 'the rest follows, once' 'removed:4 removed:5 added:6 added:7 added:8 added:9' \
  'stored | probe_rows | sed "s/.*added:5 //"'
check 'and verifies' verified

# ---- what it does not take

flock-collect --now | flock-sign >"$tmp/unredacted"
check_status 'what no policy has passed is refused' 2 'flock-send $tmp/unredacted'
check_err 'with the cure' 'put flock-redact between' 'flock-send $tmp/unredacted'
check_text 'and nothing of it taken' 0 waiting
flock-collect | flock-redact | flock-sign >"$tmp/run"
pipeline
check 'an old run is skipped' 'flock-send $tmp/run'
check_text 'not appended again' 0 waiting
rows probe 9
flock-collect --now | flock-redact | flock-sign >"$tmp/run"
flock-collect allow other
# Of it only the yes arrives.
flock-collect | head -n 1 | flock-redact | flock-sign | flock-send
check_status 'another run came between: try again' 4 'flock-send $tmp/run'
check_err 'and that is said' 'another run came between' 'flock-send $tmp/run'
rows other
check 'run again' 'pipeline && pipeline'
rows other 1
flock-collect --now | flock-redact | flock-sign >"$tmp/run"
flock-collect deny other
check_status 'a twig that was taken back meanwhile ends the append' 4 \
  'flock-send $tmp/run'
check_text 'nothing of it left' '' 'flock-send sent | grep "\"name\":\"other\""; echo'
check 'the next run goes on' 'pipeline && pipeline && verified'

# ---- an input that pauses

rows probe 9 10
mkfifo "$tmp/input"
flock-send <"$tmp/input" 2>"$tmp/paused" &
sender=$!
exec 7>"$tmp/input"
flock-collect --now | flock-redact | flock-sign >&7
check 'what is there leaves before the input ends' \
  'wait_for "flock-send sent | probe_rows | grep -q added:10"'
exec 7>&-
wait $sender
result 'and then it ends well' $? "$tmp/paused"

# ---- another gateway, another machine, damage

cp -r "$FLOCK_CONFIG_DIR" "$tmp/elsewhere"
echo '{"format":1,"url":"https://127.0.0.1:9","user":"ann"}' \
  >"$tmp/elsewhere/gateway.json"
other="FLOCK_CONFIG_DIR=$tmp/elsewhere"
check_err "another gateway than the ledger's" \
  "the ledger is delivered to $url, this laptop is registered with https://127.0.0.1:9" \
  "$other flock-send </dev/null"
check_status 'is not sent to' 2 "$other flock-send deliver"

flock-collect --now | flock-redact >"$tmp/unsigned"
ledger_json=$FLOCK_STATE_DIR/ledger/ledger.json
cp "$ledger_json" "$tmp/ledger.json"
if [ -s /etc/machine-id ]; then
  jq -c '.machine = "AAAA"' <"$tmp/ledger.json" >"$ledger_json"
else
  # Nothing to compare with: as if the ledger were damaged.
  echo '{}' >"$ledger_json"
fi
for command in 'flock-send deliver' 'flock-send outbox' 'flock-send status' \
  'flock-send withdraw --all' flock-collect 'flock-collect deny probe' \
  'flock-collect status' 'flock-collect twigs' 'flock-collect preview probe' \
  'flock-sign $tmp/unsigned'; do
  check_status "of another machine: $command stops" 2 "$command"
done
check_err 'and names the cure' 'hint: .*flock-send reset' 'flock-send status'
cp "$tmp/ledger.json" "$ledger_json"

echo '{' >"$FLOCK_STATE_DIR/ledger/checkpoint.json"
check_status 'a checkpoint that cannot be read is an error' 2 'flock-send deliver'
check_status 'not an empty one' 2 pipeline
check_err 'the cure is named' 'hint: .*flock-send reset' 'flock-send outbox'
check 'reset begins a new ledger' 'flock-send -q reset'
check 'the old one stays beside it' 'ls $FLOCK_STATE_DIR/ledger-20*/ledger.json'
check 'every twig' 'pipeline && pipeline'
check_text 'gives out all of its rows again' 'added:10 added:9' \
  'stream=$(jq -r .stream <$FLOCK_STATE_DIR/ledger/ledger.json)
   stored | grep -F $stream | probe_rows'
check 'both ledgers verify' 'flock-gateway users keys >$tmp/trusted
  stored | flock-sign verify --trusted $tmp/trusted --from-start >/dev/null'
