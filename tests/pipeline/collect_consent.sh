#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# What flock-collect asks, and what it does with a yes and a no.
. "${0%/*}/lib.sh"
. "${0%/*}/gateway.sh"
. "${0%/*}/laptop.sh"
plan 73

# Which of the two twigs the engine was asked for.
FAKE_OSQUERYI_ARGUMENTS=$tmp/asked
export FAKE_OSQUERYI_ARGUMENTS
answer() { flock-collect twigs --json | jq -r 'select(.twig == "'"$1"'") | .answer'; }
decisions() { cat "$FLOCK_CONFIG_DIR/consent.jsonl" 2>/dev/null | wc -l; }

rows probe 1 2
rows other 7

# ---- undecided: looking is free, nothing runs

check_text 'a twig is undecided' undecided 'answer probe'
check 'people read it in a table' \
  'flock-collect twigs | grep -qE "^probe +1h +undecided +Probe$"'
check 'its card says what leaves, and why' \
  'flock-collect show probe >$tmp/card && grep -q "Why  *To see what arrives" $tmp/card &&
   grep -q "select n, secret from probe" $tmp/card && grep -q "n  *keep" $tmp/card'
check_text 'nothing was asked for this' '' '[ ! -e $tmp/asked ]; echo'
check_text 'preview shows the rows that would leave, redacted' \
  '{"n":"1"} {"n":"2"}' 'flock-collect preview probe | jq -c .columns | paste -sd " "'
check_text 'and queues nothing' '' \
  'ls $FLOCK_STATE_DIR | grep pending; flock-send outbox; echo'
check_status 'an unknown twig is a usage error' 2 'flock-collect preview nothing'
check_err 'and named' "there is no twig 'nothing' on linux" \
  'flock-collect allow probe nothing'
check_text 'of several, none was allowed' undecided 'answer probe'
check_status 'without a terminal nobody is asked' 2 'flock-collect allow'
check_err 'and that is said' 'name twigs, or run flock-collect allow at a terminal' \
  'flock-collect allow </dev/null'
check_status 'status: nothing is collected' 1 'flock-collect status'
check_status 'nor can it be denied' 2 'flock-collect deny nothing'
check_text 'looking, and what is refused, leave nothing behind' \
  'catalogue.d policy.json' 'ls $FLOCK_CONFIG_DIR $FLOCK_STATE_DIR |
     grep -v -e "^$" -e ":$" | xargs'

# ---- pseudonyms before there is a key

cp "$FLOCK_CONFIG_DIR/policy.json" "$tmp/policy.json"
sed 's/"probe": {"columns": {"n": "keep"}}/"probe": {"columns": {"n": "pseudonym"}}/' \
  "$tmp/policy.json" >"$FLOCK_CONFIG_DIR/policy.json"
check_text 'preview shows such as they will look' 2 \
  'flock-collect preview probe 2>/dev/null | grep -c "\"n\":\"p1\."'
check_err 'says that they are examples' 'the pseudonyms shown are examples' \
  'flock-collect preview probe'
check_text 'and not of what has none' '' 'flock-collect preview other 2>&1 >/dev/null; echo'
check_text 'no key is made' '' 'ls $FLOCK_CONFIG_DIR | grep key; echo'
check_text 'a yes before the laptop is registered makes none either' '' \
  'flock-collect allow probe; ls $FLOCK_CONFIG_DIR | grep key; echo'
rm "$FLOCK_CONFIG_DIR/consent.jsonl"
mv "$tmp/policy.json" "$FLOCK_CONFIG_DIR/policy.json"

start_server
join
rm -f "$tmp/asked"
check 'a run without a yes' pipeline
check_text 'asks nothing' '' '[ ! -e $tmp/asked ]; echo'
check_text 'and tells only that there is a laptop' server_enabled \
  'stored --user $user | jq -r "select(.flock.cursor)|.type"'

# ---- yes

check 'a yes' 'flock-collect allow probe'
check_text 'is one' enabled 'answer probe'
check_text 'of a script, and that shows' '1h enabled (by script)' \
  'flock-collect twigs | sed -n "s/^probe  *\(.*)\)  *Probe/\1/p" | xargs'
check 'a second yes changes nothing' \
  'before=$(decisions); flock-collect allow probe; [ "$(decisions)" -eq "$before" ]'
check 'status: all is well' 'flock-collect status'
check 'what is allowed is sent' pipeline
check_text 'and nothing else' 'added:1 added:2' 'stored | probe_rows'
check_text 'with the yes before it' 'twigs_enabled ["probe"]' \
  'stored | jq -r "select(.twig_ids)|.type+\" \"+(.twig_ids|tojson)"'
check_text 'without what the policy does not name' '' \
  'flock-send sent | grep hush; echo'
check_text 'the other twig was not asked' '' 'grep -c "from other" $tmp/asked | grep -v 0; echo'

# ---- no: what waits is taken back

send='--rest 1h'
rows probe 2 3
check 'new rows rest in the outbox' 'pipeline --now'
check_text 'to be looked at' 'removed:1 added:3' 'flock-send outbox | probe_rows'
check_err 'a no takes them back, and says how many' \
  '^flock-collect: probe: 2 records taken back' 'flock-collect deny probe'
check_text 'none of them is left' '' 'flock-send outbox | probe_rows'
check_text 'their place is declared' 'flock_loss withdrawn flock_loss withdrawn' \
  'flock-send outbox | jq -r "select(.type==\"flock_loss\")|.type,.reason" | xargs'
send=
rm -f "$tmp/asked"
rows probe 4
check 'the next run' 'pipeline --now'
check_text 'does not ask' '' '[ ! -e $tmp/asked ]; echo'
check_text 'and tells of the no' 'twigs_disabled ["probe"]' \
  'stored | jq -r "select(.type==\"twigs_disabled\")|.type+\" \"+(.twig_ids|tojson)"'
check 'what was taken back is no gap in the chain' verified

flock-collect deny other
check 'a first no leaves no record' \
  'pipeline && ! stored | jq -c .twig_ids | grep -q other'

check_text 'a yes behind a no that was carried out says nothing' '' \
  'flock-collect allow probe 2>&1; echo'
check 'allowed again' 'pipeline'
check_text 'a new epoch begins: all rows as added' '1 0 added 4' \
  'stored | jq -r "select(.name==\"probe\" and .epoch==1)|
     [.epoch,.counter,.action,.columns.n]|join(\" \")"'

# ---- pending rows, and rules that change

rows probe 5
flock-collect --now >"$tmp/pending.out"
flock-collect deny probe
flock-collect allow probe
check_text 'a no takes pending rows back as well' 'removed:4 added:5' \
  'probe_rows <$tmp/pending.out'
check 'the yes behind it' 'pipeline && pipeline'
check_text 'starts anew' 'added:5' \
  'stored | jq -c "select(.epoch==2)" | probe_rows'

rows probe 6
flock-collect --now >"$tmp/collected"
sed 's/{"n": "keep"}/{"n": "keep", "secret": "keep"}/' \
  "$FLOCK_CONFIG_DIR/policy.json" >"$tmp/laxer.json"
check_status 'a laxer policy than the one agreed to passes nothing' 4 \
  'flock-redact --policy $tmp/laxer.json <$tmp/collected | probe_rows >$tmp/passed;
   flock-redact --policy $tmp/laxer.json <$tmp/collected >/dev/null'
check_text 'of it' '' 'cat $tmp/passed'
check_text 'nor the flock_run behind it, which would pass for it' '' \
  'flock-redact --policy $tmp/laxer.json <$tmp/collected 2>/dev/null |
     grep flock_run; echo'
check_err 'and says why' 'agreed|rules' \
  'flock-redact --policy $tmp/laxer.json <$tmp/collected >/dev/null'
cp "$tmp/laxer.json" "$FLOCK_CONFIG_DIR/policy.json"
check_text 'the twig is undecided again' undecided 'answer probe'
check 'and says what changed' \
  'flock-collect twigs | grep -q "changed since your yes: the redaction rules"'
check_text 'its pending rows are not given out' '' 'flock-collect | probe_rows'
flock-collect allow probe
check 'a new yes' 'pipeline && pipeline'
check_text 'goes by the new rules' '{"n":"6","secret":"hush"}' \
  'stored --twig probe | tail -n 1 | jq -c .columns'
check 'all of it verifies' verified

# ---- a policy that has pseudonyms, long after the laptop was registered

sed 's/{"n": "keep", "secret": "keep"}/{"n": "pseudonym"}/' "$tmp/laxer.json" \
  >"$FLOCK_CONFIG_DIR/policy.json"
check_text 'there was no need of a key' '' 'ls $FLOCK_CONFIG_DIR | grep pseudonym; echo'
check_text 'such rules are stricter: the yes holds' enabled 'answer probe'
check 'a run makes the key' \
  'flock-collect >/dev/null; [ -s $FLOCK_CONFIG_DIR/pseudonym.key ]'
rm "$FLOCK_CONFIG_DIR/pseudonym.key"
flock-collect deny probe
check 'so does a yes' \
  'flock-collect allow probe && [ -s $FLOCK_CONFIG_DIR/pseudonym.key ]'
check_text 'preview shows the true ones then' '' \
  'flock-collect preview probe 2>&1 >$tmp/true; echo'
check 'which arrive' 'pipeline && pipeline'
check_text 'as they were shown' '' \
  'jq -r .columns.n <$tmp/true >$tmp/shown
   stored --twig probe | tail -n 1 | jq -r .columns.n | cmp - $tmp/shown; echo'

# ---- asked at a terminal

# at_terminal ANSWERS COMMAND: with a terminal for all three descriptors.
at_terminal() {
  printf "$1" >"$tmp/answers"
  SHELL=/bin/sh script -qec "$2" /dev/null <"$tmp/answers" | tr -d '\r'
}
rm "$FLOCK_CONFIG_DIR/consent.jsonl"
check 'each undecided twig is asked for' \
  'at_terminal "q\n" "flock-collect allow" >$tmp/said && grep -q "^Allow [a-z_]*? \[y/n/q\]" $tmp/said'
check_text 'to quit decides nothing' 0 decisions
all=$(flock-collect twigs --json | wc -l)
at_terminal "$(yes 'n' | head -n $((all - 2)) | tr '\n' '~' | sed 's/~/\\n/g')x\ny\nn\n" \
  'flock-collect allow' >"$tmp/said"
check_text 'a yes is a yes, a no a no' 'enabled disabled' \
  'echo $(answer probe) $(answer other) | xargs -n 1 | sort -r | xargs'
check_text 'what is neither is asked again' $((all + 1)) \
  'grep -o "Allow [a-z_]*?" $tmp/said | wc -l'
check 'with the card and her own rows' \
  'grep -q "^probe: Probe" $tmp/said && grep -q "{\"name\":\"probe\".*\"n\":\"p1\." $tmp/said'
check_text 'all are decided' $all decisions
check 'not by a script' \
  'flock-collect twigs | grep -E "^(probe|other) .*enabled  *" | grep -vq script'
check_text 'nothing more is to be asked' '' \
  'at_terminal "" "flock-collect allow"; echo'
