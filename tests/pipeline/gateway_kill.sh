#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# kill -9 under load: what was acknowledged is stored, once.
. "${0%/*}/lib.sh"
. "${0%/*}/gateway.sh"
plan 5
rounds=5
batches=40

start_gateway --registration open
register "$user" >/dev/null
start_sender $batches

round=0
while [ "$round" -lt "$rounds" ]; do
  # Killed anywhere in the batch that follows.
  wanted=$((round * batches / rounds))
  wait_for '[ "$(acknowledged)" -ge '$wanted' ]'
  kill -9 "$gateway"
  wait "$gateway" 2>/dev/null
  before=$(acknowledged)
  start_gateway --registration open
  stored=$(flock-fetch --index 'flock-*,-flock-agent-*' | wc -l)
  [ "$stored" -ge $((before * 20)) ] ||
    echo "$stored stored, $before batches acknowledged" >>"$tmp/lost"
  send_to "$url"
  round=$((round + 1))
done

check 'the sender comes through' 'wait_for "[ \$(acknowledged) -eq $batches ]"'
check 'nothing acknowledged was lost at any time' '[ ! -e "$tmp/lost" ]'
check_text 'all is there' $((batches * 20)) \
  'flock-fetch --index "flock-*,-flock-agent-*" | jq .n | sort -un | wc -l'
check_text 'and nothing twice' $((batches * 20)) \
  'flock-fetch --index "flock-*,-flock-agent-*" | wc -l'
check_stop 'and it still ends well'
