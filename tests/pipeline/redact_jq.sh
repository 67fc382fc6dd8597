#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# A policy that only keeps and drops, and the jq program that says the same:
# both give the same records. usage: redact_jq.sh [RECORDS].
. "${0%/*}/lib.sh"
plan 4

awk -v n="${1:-3000}" -f "$data/records.awk" >"$tmp/in"
flock-redact --policy "$data/policy.json" "$tmp/in" >"$tmp/redacted"
id=$(sed -n '1s/.*"policy":"\([^"]*\)".*/\1/p' "$tmp/redacted")
jq -c --arg id "$id" -f "$data/policy.jq" "$tmp/in" >"$tmp/by_jq"

check 'some records pass' 'test -s $tmp/redacted'
check 'and some do not' \
  'test "$(wc -l <$tmp/redacted)" -lt "$(wc -l <$tmp/in)"'
# jq prints numbers and strings its own way, so both are printed by it.
jq -cS . "$tmp/by_jq" >"$tmp/expected"
check_out 'flock-redact and jq agree on every record' "$tmp/expected" \
  'jq -cS . $tmp/redacted'
check_out 'in their order of members as well' "$tmp/by_jq" 'jq -c . $tmp/redacted'
