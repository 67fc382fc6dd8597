#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# What the gateway and flock-fetch refuse to do, and how they say it.
. "${0%/*}/lib.sh"
plan 38

serve='timeout 20 flock-gateway serve --store $tmp/gateway.db'

check_status 'a verb is needed' 2 'flock-gateway'
check_status 'and one of users' 2 'flock-gateway users'
check_status 'an unknown option is named' 2 'flock-gateway serve --nonsense'
check_status 'an address must be numeric' 2 "$serve --listen example:1"
check_err 'without TLS it listens on loopback alone' 'without TLS' \
  "$serve --listen 0.0.0.0:0"
check_err 'and says what to do' 'hint: give --cert and --key' \
  "$serve --listen 0.0.0.0:0"
check_status 'a certificate needs its key' 2 "$serve --cert x"
check_status 'a mode must be known' 2 "$serve --registration maybe"
check_status 'a duration is no bare number' 2 "$serve --max-past 400"
check_err 'no number of records is none' '0 not in range 1 to 1000000000' \
  "$serve --max-records 0"
for bound in line body inflight; do
  check_err "a bound of no bytes is none: $bound" '0 not in range 1 to' \
    "$serve --max-$bound-bytes 0"
done
check_err 'nor is a wrong sign' ' -1 not in range 0 to 1000000000' \
  "$serve --max-requests -1"
check_err 'a missing certificate is named' "missing.crt.*No such file" \
  "$serve --cert $tmp/missing.crt --key $tmp/missing.key"

printf 'not a database, however long it may be.' >"$tmp/other"
check_status 'another file is no store' 2 \
  'timeout 20 flock-gateway serve --store "$tmp/other"'
check_text 'and stays as it was' 'not a database, however long it may be.' \
  'cat "$tmp/other"; echo'
check_err 'a store that is not there is named' "there is no store '.*none'" \
  'flock-fetch --store "$tmp/none"'
check_status 'and is not made' 1 '[ -e "$tmp/none" ]'

for verb in 'prune --older-than 1d' 'users delete eve' 'users import /dev/null' \
  'users reset-token eve'; do
  check_err "$verb: makes no store" "there is no store '.*none'" \
    'flock-gateway $verb --store "$tmp/none"'
done
check_status 'which is a usage error' 2 \
  'flock-gateway prune --older-than 1d --store "$tmp/none"'
check_status 'and none is made' 1 '[ -e "$tmp/none" ]'
check_err 'an invite may come first, and says so' 'it is made now' \
  'flock-gateway users invite --store "$tmp/new.db" --url https://x'
check_text 'once' '' \
  'flock-gateway users invite --store "$tmp/new.db" --url https://x 2>&1 >/dev/null; echo'

check_err 'nobody is invited without TLS' 'could read the token' \
  'flock-gateway users invite --store "$tmp/gateway.db" --url http://flock.example'
check_status 'nor to what is no URL' 2 \
  'flock-gateway users invite --store "$tmp/gateway.db" --url flock'
check_err 'nor with a query, which would be in front of the path' \
  'put /register and /submit behind it' \
  'flock-gateway users invite --store "$tmp/gateway.db" --url "https://x?y=1"'
check_err 'a CA file must hold one certificate' 'exactly one' \
  'flock-gateway users invite --store "$tmp/gateway.db" --url https://x --ca "$tmp/other"'
check_err 'an unknown user is named' "there is no user 'eve'" \
  'flock-gateway users delete --store "$tmp/gateway.db" eve'
check_status 'a time must be one' 2 'flock-fetch --since yesterday'
check_status 'an order must be known' 2 'flock-fetch --order random'

engine='--elasticsearch http://127.0.0.1:9'
check_err 'nor its folder, which is asked for' 'hint: make that' \
  'timeout 20 flock-gateway serve --store "$tmp/none/gateway.db"'
check_err "an engine's size is not bounded from here" "is the embedded store's" \
  'timeout 20 flock-gateway serve $engine --max-store-bytes 1MiB'
check_err 'nor is the embedded store asked what an engine is' 'name the engine' \
  'timeout 20 flock-gateway serve --store "$tmp/gateway.db" --strict'
check_err 'the embedded store knows no credentials' 'they are for an engine' \
  'flock-gateway users list --store "$tmp/gateway.db" --admin-credentials "$tmp/other"'
