#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# flock-collect's differences, and rows that wait until the ledger has them.
. "${0%/*}/lib.sh"
. "${0%/*}/gateway.sh"
. "${0%/*}/laptop.sh"
plan 37

rows probe 1 2 3
rows other 1
start_server
join
flock-collect allow probe

# ---- what did not arrive is given out again

flock-collect >"$tmp/first"
check_text 'a run gives out rows, and ends with a flock_run' \
  'server_enabled twigs_enabled probe probe probe flock_run' \
  'jq -r ".type//.name" <$tmp/first | xargs'
check_text 'which counts them' '{"probe":3}' \
  'tail -n 1 $tmp/first | jq -c .rows'
rows probe 1 2 3 4
check_text 'nobody took them: they are given out again, the same' '' \
  'flock-collect >$tmp/again
   for file in first again; do jq -c "select(.name)" <$tmp/$file >$tmp/$file.rows; done
   cmp $tmp/first.rows $tmp/again.rows; echo'
check_text 'however it is asked' 'added:1 added:2 added:3' \
  'flock-collect --now | probe_rows'
check_err 'and says so when asked' 'the rest of an earlier run' \
  'flock-collect -v'
check 'a part arrives' \
  'flock-collect | head -n 4 | flock-redact | flock-sign | flock-send'
check_text 'only the rest is given out again' 'added:3' \
  'flock-collect | probe_rows'
check 'the rest arrives' pipeline
check_text 'each row once' 'added:1 added:2 added:3' 'stored | probe_rows'
check_text 'not due, nothing is asked' '' 'flock-collect; echo'
check_text 'and nothing is there to redact' '' 'pipeline; echo'
check 'the next run' 'pipeline --now'
check_text 'gives out what came meanwhile' 'added:1 added:2 added:3 added:4' \
  'stored | probe_rows'

# ---- differences as osqueryd makes them

rows probe 2 2 4
check 'rows go and come' 'pipeline --now'
check_text 'equal rows are as many as they are' 'removed:1 removed:3 added:2' \
  'stored | jq -c "select(.counter==2)" | probe_rows'
check_text 'counters count runs' '0 0 1 2' \
  'stored | jq -r "select(.name==\"probe\")|[.epoch,.counter]|join(\" \")" |
     sort -u | cut -d " " -f 2 | xargs | sed "s/^/0 /"'
check 'nothing changed' 'pipeline --now'
check_text 'nothing but the run is told' '{"probe":0}' \
  'stored | jq -c "select(.type==\"flock_run\").rows" | tail -n 1'
rows probe
check 'no rows are left' 'pipeline --now'
check_text 'they are removed' 'removed:2 removed:2 removed:4' \
  'stored | jq -c "select(.counter==4)" | probe_rows'

# ---- a twig that fails

flock-collect allow other
rm "$tmp/tables/probe.json"
check_status 'a twig fails: partly done' 3 'pipeline --now'
check_text 'the other one is delivered' 1 'stored --twig other | jq -r .columns.n'
check_text 'the run counts the failure' '{"probe":1}' \
  'stored | jq -c "select(.type==\"flock_run\").failures" | tail -n 1'
check_err 'and it is named' "cannot run twig 'probe': osqueryi ended with status 1" \
  'flock-collect --now'
pipeline --now
printf 'no rows' >"$tmp/tables/probe.json"
check_err 'output that is no JSON is a failure, not no rows' \
  "cannot run twig 'probe': osqueryi wrote no JSON" 'flock-collect --now'
pipeline --now
printf '[{"n":"\377\355\240\200","secret":""}]' >"$tmp/tables/probe.json"
check 'bytes that are no UTF-8 are delivered' 'pipeline --now'
check_text 'as text' '\xFF\xED\xA0\x80' \
  'stored --twig probe | tail -n 1 | jq -r .columns.n'
head -c 20000 /dev/zero | tr '\0' x |
  jq -cR '[{n: ., secret: ""}]' >"$tmp/tables/probe.json"
check 'an over-long value is delivered' 'pipeline --now'
check_text 'cut, and says so' 'xxx... [cut, 20000 bytes]' \
  'stored --twig probe | tail -n 1 | jq -r .columns.n | tail -c 26'

# ---- another engine

rows probe 1
pipeline --now
cat >"$FLOCK_CONFIG_DIR/catalogue.d/probe.json" <<'END'
{"queries": {"probe": {
  "query": "select 1 as n, '' as secret from (select 1) as probe;",
  "description": "Probe", "value": "To see what arrives"}}}
END
check_text 'another query is another question' undecided \
  'flock-collect twigs --json | jq -r "select(.twig==\"probe\").answer"'
flock-collect allow probe
pipeline
check 'the built-in engine' 'pipeline --now --engine built-in'
check_text 'begins a new epoch' 2 \
  'stored --twig probe | jq -r "select(.counter==0).epoch" | tail -n 1'
check_status 'an engine must be known' 2 'flock-collect --engine sqlite'
check_status 'and there' 2 \
  'PATH=$(dirname "$(command -v flock-collect)") flock-collect --engine osquery'

# ---- output that fails

check_status 'a full disk is an error' 4 'flock-collect --now >/dev/full'
check_text 'a closed pipe ends it quietly' '' \
  'rows probe $(seq 5000); flock-collect --now | head -n 1 >/dev/null; echo'
check 'and all of it arrives' 'pipeline && verified'
