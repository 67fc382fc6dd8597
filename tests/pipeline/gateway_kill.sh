#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# kill -9 under load: what was acknowledged is stored, once.
. "${0%/*}/lib.sh"
. "${0%/*}/gateway.sh"
plan 5
rounds=5
batches=40

# Sends its batches of 20, LEDGER/N counting up, each until it is acknowledged;
# what was, by number, goes to $tmp/acknowledged.
send_all() {
  batch=0
  while [ "$batch" -lt "$batches" ]; do
    first=$((batch * 20 + 1))
    records $first $((first + 19)) >"$tmp/batch"
    until submit "$ledger/$first" <"$tmp/batch" 2>/dev/null |
      grep -q '"processed_count":20'; do
      [ ! -e "$tmp/over" ] || return 1
      read -r url <"$tmp/url"
    done
    batch=$((batch + 1))
    echo "$batch" >>"$tmp/acknowledged"
  done
}

acknowledged() { tail -n 1 "$tmp/acknowledged" 2>/dev/null || echo 0; }

start_gateway --registration open
echo "$url" >"$tmp/url"
register "$user" >/dev/null
send_all &
sender=$!
started_pids="$started_pids $sender"

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
  echo "$url" >"$tmp/url.new"
  mv "$tmp/url.new" "$tmp/url"
  round=$((round + 1))
done

check 'the sender comes through' 'wait_for "[ \$(acknowledged) -eq $batches ]"'
touch "$tmp/over"
check 'nothing acknowledged was lost at any time' '[ ! -e "$tmp/lost" ]'
check_text 'all is there' $((batches * 20)) \
  'flock-fetch --index "flock-*,-flock-agent-*" | jq .n | sort -un | wc -l'
check_text 'and nothing twice' $((batches * 20)) \
  'flock-fetch --index "flock-*,-flock-agent-*" | wc -l'
check_stop 'and it still ends well'
