#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The built-in policy: what the security team needs, and nothing personal.
. "${0%/*}/lib.sh"
plan 16

flock-redact keygen

flock-redact <"$data/input-laptop.jsonl" >"$tmp/redacted" 2>"$tmp/said"
check_text 'every record passes' '24' 'wc -l <$tmp/redacted'
check 'silently' '! test -s $tmp/said'
for word in ann Ann example.com hunter2 12ab-34cd laptop secret; do
  check "no $word leaves" "! grep -v '\"hostIdentifier\":\"$word\"' $tmp/redacted |
    sed 's/\"policy\":\"[^\"]*\"//; s/\"p1\\.[^\"]*\"//g' | grep '$word'"
done
check_out 'the rest does' "$data/output-laptop.jsonl" \
  "sed 's/\"policy\":\"[^\"]*\"/\"policy\":\"\"/; s/\"p1\\.[^\"]*\"/\"p1\"/g' \$tmp/redacted"

check_text 'check finds nothing wrong with it' '' 'flock-redact check; echo'
check_text 'policy prints it' 'os_version' \
  'flock-redact policy | grep -o "os_version"'
cat >"$tmp/policy.json" <<'END'
{"members": [], "twigs": {
  "etc_hosts": {"columns": {"adress": "keep", "hostnames": "mask"}},
  "nowhere": {"columns": {}}}}
END
check_status 'check says no to one that forgets' 1 \
  'flock-redact check $tmp/policy.json'
check_text 'and what' 'etc_hosts.address: no rule names it, so it does not leave
etc_hosts.adress: the query has no such column
nowhere: the catalogue does not have it' \
  'flock-redact check $tmp/policy.json | grep -v "the policy does not name it" || true'
check_text 'in JSON as well' \
  '{"twig":"etc_hosts","column":"adress","problem":"the query has no such column"}' \
  'flock-redact check --json $tmp/policy.json | grep adress'
mkdir "$FLOCK_CONFIG_DIR/catalogue.d"
cat >"$FLOCK_CONFIG_DIR/catalogue.d/ours.json" <<'END'
{"queries": {"mine": {"query": "select pid, name from processes", "interval": 60}}}
END
check_text "and by the configuration's own catalogue" \
  'mine: the policy does not name it, so nothing of it leaves' \
  'flock-redact check || true'
