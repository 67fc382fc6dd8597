#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# A no holds at every door: nothing of the twig leaves in a request that begins
# after it, and the person is told what had left before.
. "${0%/*}/lib.sh"
. "${0%/*}/gateway.sh"
. "${0%/*}/laptop.sh"
plan 76

other_rows() {
  jq -r 'select(.name == "other") | .action + ":" + .columns.n' | xargs
}
waiting() { flock-send outbox | wc -l; }
key=$FLOCK_CONFIG_DIR/sign.key
consent=$FLOCK_CONFIG_DIR/consent.jsonl

# fake_gateway: in the place of the real one, as $tmp/answer says.
fake_gateway() {
  "$tests_dir/fakes/gateway" "$tmp/answer" "$tmp/requests" >"$tmp/ready" &
  started_pids="$started_pids $!"
  read -r _ fake_port <"$tmp/ready"
  deliver_to "http://127.0.0.1:$fake_port"
}
real_gateway() { deliver_to "$url"; }
deliver_to() { # URL
  for file in "$FLOCK_CONFIG_DIR/gateway.json" "$FLOCK_CONFIG_DIR/token" \
    "$FLOCK_STATE_DIR/ledger/ledger.json"; do
    sed -i "s|https*://127\.0\.0\.1:[0-9]*|$1|" "$file"
  done
}

start_server
join
flock-collect allow probe other
rows probe 1
rows other 1
check 'what is allowed leaves' pipeline
check_err 'a no says how much has left before' \
  '^flock-collect: other: 1 record had left before' 'flock-collect deny other'
check_text 'of another twig nothing is said' '' \
  'flock-collect deny other 2>&1 | grep probe; echo'

# ---- a twig without an answer, though its records wait

flock-collect allow other
check 'rows of both' 'send="--rest 1h"; rows probe 2; rows other 2; pipeline --now'
cp "$consent" "$tmp/consent"
grep -v '"other"' "$tmp/consent" >"$consent"
check_status 'nothing of it is delivered: again later' 4 'flock-send deliver'
check_err 'which is said, with the cure' \
  "'other' is no longer allowed" 'flock-send deliver'
check_err 'that works' 'flock-collect deny other' 'flock-send deliver'
check_text 'it is still there' 'added:2' 'flock-send outbox | other_rows'
check_err 'deny takes it back' '^flock-collect: other: 1 record taken back' \
  'flock-collect deny other'
check 'then the rest leaves' 'flock-send deliver'
check_text 'without it' 'added:1' 'stored | other_rows'
cp "$tmp/consent" "$consent"
flock-collect deny other
check 'and verifies' 'pipeline && verified'
check_text 'nothing waits' 0 waiting

# ---- a no that is killed between its steps

# cut_off LOCK SIGN: a deny that waits for LOCK is killed when SIGN holds.
cut_off() {
  exec 9>"$FLOCK_STATE_DIR/$1"
  flock 9
  flock-collect deny other 2>/dev/null 9>&- &
  wait_for "$2"
  kill -9 $!
  { wait $!; } 2>/dev/null
  exec 9>&-
}
no_is_written='tail -n 1 $consent | grep -q disabled'
pending_rows() { other_rows <"$FLOCK_STATE_DIR/pending.jsonl"; }
# rows_everywhere N: of N in the outbox, of N + 1 pending.
rows_everywhere() {
  flock-collect allow other
  rows other "$1"
  send='--rest 1h'
  pipeline --now
  send=
  rows other "$1" $(($1 + 1))
  flock-collect --now >/dev/null
}

rows_everywhere 11
cut_off ledger/delivery.lock "$no_is_written"
check_text 'behind its line: the rows are still there' 'added:11' \
  'flock-send outbox | other_rows'
check_err 'the next delivery takes them back, and says so' \
  '^flock-send: other: 1 record taken back' 'flock-send deliver'
check_text 'nothing of them waits' '' 'flock-send outbox | other_rows'
check 'the next run' pipeline
check_text 'forgets what was pending' '' pending_rows

rows_everywhere 21
cut_off collect.lock '[ -z "$(flock-send outbox | other_rows)" ] && '"$no_is_written"
check_text 'behind the outbox: pending rows are still there' 'added:22' pending_rows
check 'the next run' pipeline
check_text 'forgets them' '' pending_rows

rows_everywhere 31
cut_off ledger/delivery.lock "$no_is_written"
check_err 'a yes first finishes the no before it' \
  '^flock-collect: other: 1 record taken back' 'flock-collect allow other'
check_text 'in the outbox' '' 'flock-send outbox | other_rows'
check_text 'and what is pending' '' pending_rows
check 'then all goes on' 'pipeline && pipeline'
check_text 'with what is there after the yes' 'added:1 added:31 added:32' \
  'stored | other_rows'
flock-collect deny other
check 'and verifies to the end' 'pipeline && verified'

# ---- nobody there: nothing has left

stop_server
rows probe 3
check_status 'a closed port: try again' 4 'send="--deadline 1ms"; pipeline --now'
check_text 'a no takes all of it back' 'flock-collect: probe: 2 records taken back that had not left' \
  'flock-collect deny probe 2>&1 | grep -v before'
check_text 'nothing of the twig waits' '' 'flock-send outbox | probe_rows'
flock-collect allow probe
rows probe 4
start_server
check 'it is back' 'pipeline && pipeline --now'
check_text 'and has nothing of what was taken back' '' \
  'stored | probe_rows | grep -o added:3; echo'

# ---- a request whose answer never came

fake_gateway
rows probe 5 6
: >"$tmp/answer"
check_status 'its answer is lost: try again' 4 \
  'send="--deadline 1ms"; pipeline --now'
check_status 'a no may come too late: partly done' 3 \
  'flock-collect deny probe 2>$tmp/said'
check_text 'which is said' '2 records taken back; 2 of those may have left' \
  'sed -n "s/.*probe: \([0-9]* records taken back\) .*/\1;/p
     s/.*probe: \([0-9]*\) of those taken back \(may have left\).*/\1 of those \2/p" \
     $tmp/said | xargs'
check_text 'nothing of them is sent again' '' 'flock-send outbox | probe_rows'
flock-collect allow probe
check_status 'withdraw says the same' 3 'send="--deadline 1ms"
  rows probe 7; pipeline --now
  rows probe 8; pipeline --now; flock-send withdraw --twig probe 2>$tmp/said'
check 'in its words' 'grep -q "may have left all the same" $tmp/said'

# ---- a no while a delivery is under way

rm "$tmp/answer"
mkfifo "$tmp/answer"
# shellcheck disable=SC2046 # one word a row
rows probe $(seq 1001 1300)
send='--rest 1h'
pipeline --now
send=
: >"$tmp/requests"
flock-send deliver --deadline 1ms 2>"$tmp/delivery.err" &
delivery=$!
wait_for '[ -s $tmp/requests ]'
flock-collect deny probe 2>"$tmp/said" &
no=$!
wait_for 'tail -n 1 $consent | grep -q disabled'
: >"$tmp/hang-up"
exec 9>"$tmp/answer"
mv "$tmp/hang-up" "$tmp/answer"
printf '200 OK\n{"error":false,"processed_count":200}' >&9
exec 9>&-
wait $delivery
check_text 'the delivery goes on with what is not of it, to nobody' 4 "echo $?"
wait $no
check_text 'the no is done' 0 "echo $?"
check_text 'of the twig nothing left but what the first request held' '' \
  'flock-send sent | probe_rows | grep -o added:1300; echo'
check 'what had not left is taken back' \
  'grep -q "records taken back" $tmp/said && [ -z "$(flock-send outbox | probe_rows)" ]'
check 'and what had is counted' 'grep -q "records had left before" $tmp/said'
real_gateway
check 'all else leaves' 'flock-send deliver'

# ---- a gateway that takes nothing

flock-collect allow probe
rows probe 8
send='--rest 1h'
pipeline --now
send=
deliver_to "http://127.0.0.1:$fake_port"
rm "$tmp/answer"
printf '400 Bad\n{"error":true,"error_msg":"unknown content type"}' >"$tmp/answer"
before=$(waiting)
check_status 'a gateway that refuses each record alike: 5' 5 'flock-send deliver'
check_err 'is named' 'refuses each request alike: .unknown content type' \
  'flock-send deliver'
check_text 'nothing is taken for delivered' "$before" waiting
check 'nor for dead' '[ ! -e $FLOCK_STATE_DIR/dead-letter.jsonl ]'
real_gateway
check 'all of it leaves later' 'flock-send deliver'
deliver_to "http://127.0.0.1:$fake_port"
echo "{\"hostIdentifier\":\"$user\",\"unixTime\":$now}" >"$tmp/one"
check_status 'nor is a single record dead for it' 5 'flock-send $tmp/one'
check_text 'which waits' 1 waiting
check_status 'however often' 5 'flock-send deliver'
real_gateway
check 'and leaves' 'flock-send deliver && [ ! -e $FLOCK_STATE_DIR/dead-letter.jsonl ]'

# ---- a record that no policy has passed, behind others

echo "{\"hostIdentifier\":\"$user\",\"unixTime\":$now}" >"$tmp/mixed"
echo '{"name":"probe","flock":{"rules":"r","policy":null}}' >>"$tmp/mixed"
check_err 'it ends the input' 'stopped at line 2: no policy has passed' \
  'flock-send $tmp/mixed'
check_status 'as what could not be finished' 4 'flock-send $tmp/mixed'
check_text 'what came before it has left' 0 waiting

# ---- other ways in

flock-collect preview other >"$tmp/preview"
check 'a preview of an undecided twig has rows' '[ -s $tmp/preview ]'
check_status 'which the pipeline does not take' 4 \
  'flock-redact <$tmp/preview | flock-sign | flock-send'
check_text 'nothing of it waits' 0 waiting
jq -c --arg c AAAAAAAAAAAAAAAAAAAAAA.engine:1 '.flock = {cursor: $c, policy: "p"}' \
  <"$tmp/preview" >"$tmp/foreign"
check_status "nor with another ledger's cursor" 4 'flock-send $tmp/foreign'
jq -c --arg l "$(jq -r .ledger <"$FLOCK_STATE_DIR/ledger/ledger.json")" \
  '.flock.error = {ledger: $l, n: 1, reason: "x"}' <"$tmp/foreign" >"$tmp/letter"
check_status 'nor as a dead letter: partly done' 3 'flock-send $tmp/letter'
check_err 'named' "record 1 is not sent: its twig 'other' is not allowed" \
  'flock-send $tmp/letter'
check_text 'the store has none of it' 'added:1 added:31 added:32' \
  'stored | other_rows'

# ---- a key that cannot be used

rows probe 9
send='--rest 1h'
pipeline --now
send=
decisions() { wc -l <"$consent"; }
before=$(decisions)
chmod 644 "$key"
check_status 'a key that others can read: nothing is done' 2 'flock-collect deny probe'
check_text 'not half of it' "$before" decisions
chmod 600 "$key"
cp -p "$key" "$tmp/sign.key"
rm "$key"
echo secret >"$tmp/passphrase"
chmod 600 "$tmp/passphrase"
flock-sign keygen -q --key "$key" --public "$tmp/x.pub" \
  --passphrase-file "$tmp/passphrase"
check_err 'one with a passphrase, and no terminal' \
  'has a passphrase' 'setsid flock-collect deny probe </dev/null'
check_err 'the cure is named' 'hint: run this again at a terminal' \
  'setsid flock-collect deny probe </dev/null'
check_text 'nothing is done' "$before" decisions
check 'where nothing waits no key is asked for' \
  'setsid flock-collect deny other </dev/null'
cp -p "$tmp/sign.key" "$key"

# ---- a twig whose file is gone

mv "$FLOCK_CONFIG_DIR/catalogue.d" "$tmp/catalogue.d"
check_status 'who never was is unknown' 2 'flock-collect deny nothing'
check 'who was can be denied' 'flock-collect deny probe'
check_text 'and its rows are taken back' '' 'flock-send outbox | probe_rows'
mv "$tmp/catalogue.d" "$FLOCK_CONFIG_DIR/catalogue.d"

# ---- a run that nobody reads

flock-collect allow probe
# More than a pipe holds, the tools' wide ones too.
# shellcheck disable=SC2046 # one word a row
rows probe $(seq 2001 9000)
mkfifo "$tmp/unread"
flock-collect --now >"$tmp/unread" 2>/dev/null &
run=$!
exec 8<"$tmp/unread"
wait_for 'grep -q 2001 $FLOCK_STATE_DIR/pending.jsonl'
check 'holds up no other run' 'timeout 60 flock-collect >$tmp/same
  [ "$(grep -c "\"action\":\"added\"" $tmp/same)" -eq 7000 ]'
check 'nor a no' 'timeout 60 flock-collect deny probe &&
  ! grep -q "\"name\":\"probe\"" $FLOCK_STATE_DIR/pending.jsonl'
cat <&8 >"$tmp/late"
exec 8<&-
wait $run
check_status 'what it prints behind that is not taken' 4 \
  'flock-redact <$tmp/late | flock-sign | flock-send'
check_text 'and waits nowhere' '' 'flock-send outbox | probe_rows'
