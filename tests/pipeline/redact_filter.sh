#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# flock-redact: of each record what the policy names, and nothing else.
. "${0%/*}/lib.sh"
plan 30

policy="--policy $data/policy.json"
cp "$data/input-forms.jsonl" "$tmp/forms"

check_out 'each action, each form of record, each kind of value' \
  "$data/output-forms.jsonl" 'flock-redact $policy <$tmp/forms'
check_out 'a file, and - for standard input' "$data/output-forms.jsonl" \
  'sed 1q $tmp/forms >$tmp/first; sed 1d $tmp/forms |
   flock-redact $policy $tmp/first -'
check_out 'the result is its own result' "$data/output-forms.jsonl" \
  'flock-redact $policy $tmp/forms | flock-redact $policy'
check 'nothing of what was left out shows' \
  '! flock-redact $policy $tmp/forms | grep -i secret'
check_out 'gzip is read as well' "$data/output-forms.jsonl" \
  'gzip -c $tmp/forms >$tmp/forms.gz; flock-redact $policy $tmp/forms.gz'

echo '{"name":"u","columns":{"keep":"1"}}' >"$tmp/other"
check_status 'dropping is success' 0 'flock-redact $policy $tmp/other $tmp/forms'
check_err 'but when nothing passes one line says so' \
  "^flock-redact: nothing passed of 1 records: the first is of twig 'u'$" \
  'flock-redact $policy $tmp/other'
check_text 'which --quiet does not print' '' 'flock-redact -q $policy $tmp/other; echo'
check_err '--json makes a line of JSON of it' \
  '^\{"time":"[^"]*","level":"warning","tool":"flock-redact","message":"nothing' \
  'flock-redact --json $policy $tmp/other'
check_err '-v counts what passed' "^flock-redact: 't': 3 passed$" \
  'flock-redact -v $policy $tmp/other $tmp/forms'
check_err '-v counts what was dropped' "^flock-redact: 'u': 1 dropped" \
  'flock-redact -v $policy $tmp/other $tmp/forms'
check_err '-v counts columns that no rule names' \
  "^flock-redact: 't.other': 2 values left out" \
  'flock-redact -v $policy $tmp/forms'

# Many blocks, on all cores as on one: lines that are no records and over-long
# ones between them, and what all say, in the same order.
awk 'BEGIN {
  padding = "x"
  while (length(padding) < 1500000) padding = padding padding
  for (i = 1; i <= 20000; ++i) {
    if (i % 997 == 0) print "no record " i
    if (i % 6000 == 0) print "\"" padding "\""
    printf "{\"name\":\"t\",\"n\":%d,\"columns\":{\"keep\":\"%d\",\"other\":\"%0200d\"}}\n", i, i, i
  }
}' >"$tmp/many"
first=$(taskset -cp $$ | sed 's/.*: //; s/[,-].*//')
one_core="taskset -c $first flock-redact"
run '$one_core $policy --rejects $tmp/one.rejects $tmp/many >$tmp/one'
check_text 'the lines that pass are as many as they should be' 20000 \
  'wc -l <$tmp/one'
check_status 'as on one core, so on all' 3 \
  'flock-redact $policy --rejects $tmp/all.rejects $tmp/many >$tmp/all &&
   exit 1 || status=$?
   cmp $tmp/one $tmp/all && cmp $tmp/one.rejects $tmp/all.rejects && exit $status'
check 'and what is said of it' \
  '$one_core $policy -v $tmp/many >/dev/null 2>$tmp/one.err
   flock-redact $policy -v $tmp/many >/dev/null 2>$tmp/all.err
   grep -q "line 6006 .* longer than" $tmp/one.err && cmp $tmp/one.err $tmp/all.err'

# What was agreed to under other rules does not pass.
flock_rules() {
  printf '{"name":"t","columns":{"keep":"1"},"flock":{"rules":"%s"}%s}\n' "$@"
}
flock_rules other '' >"$tmp/lax"
flock_rules other ',"event.ingested":"2026-11-23T07:00:00.000Z"' >"$tmp/stored"
check_status 'a record agreed to under other rules is dropped' 3 \
  'flock-redact $policy $tmp/lax'
check_err 'and named, with its twig' \
  "line 1 .*: agreed to under other rules than this policy has for twig 't'$" \
  'flock-redact $policy $tmp/lax'
check_text 'the others pass' 5 \
  'flock-redact -q $policy $tmp/lax $tmp/forms 2>/dev/null | wc -l'
sed 's/"rules"/"cursor":"AAAAAAAAAAAAAAAAAAAAAA.engine:3",&/' "$tmp/lax" >"$tmp/row"
check_status 'a row of flock-collect ends it: again' 4 \
  'flock-redact $policy $tmp/many $tmp/row $tmp/many'
check_text 'what is before passes, nothing behind it' \
  "$(flock-redact -q $policy "$tmp/many" 2>/dev/null | wc -l)" \
  'flock-redact -q $policy $tmp/many $tmp/row $tmp/many 2>/dev/null | wc -l'
check_text 'a record that is stored already is exempt' 1 \
  'flock-redact $policy $tmp/stored | wc -l'

# The policy: --policy, else the configuration's, else the built-in one.
cp "$data/policy.json" "$FLOCK_CONFIG_DIR/policy.json"
check_out "the configuration folder's policy is taken" \
  "$data/output-forms.jsonl" 'flock-redact <$tmp/forms'
check 'a policy without pseudonyms needs no key' \
  '! test -e $FLOCK_CONFIG_DIR/pseudonym.key'
sed 's/"mask": {"action"/"mask": {"acton"/' "$data/policy.json" \
  >"$FLOCK_CONFIG_DIR/policy.json"
check_status 'a policy that is not understood stops everything' 2 \
  'flock-redact <$tmp/forms'
check_err 'with line and column' \
  "policy '.*/policy.json': line 9, column 17: twigs.t.columns.mask lacks its member 'action'" \
  'flock-redact <$tmp/forms'
check_text 'and nothing passes' '' 'flock-redact <$tmp/forms 2>/dev/null; echo'
check_status 'a policy that is named must be there' 2 \
  'flock-redact --policy $tmp/missing $tmp/forms'

# What was written is out as soon as the input pauses.
mkfifo "$tmp/in"
start sh -c "exec flock-redact $policy <'$tmp/in' >'$tmp/stream'"
exec 3>"$tmp/in"
sed 1q "$tmp/forms" >&3
check 'a record comes out when the input pauses' \
  'wait_for "test -s $tmp/stream"'
exec 3>&-
ended=0
wait "$started_pid" || ended=$?
check 'and the filter ends with its input' 'test $ended -eq 0'
check_text 'a record without LF at the end is a record' 1 \
  'printf %s "$(sed 1q $tmp/forms)" | flock-redact $policy | wc -l'
