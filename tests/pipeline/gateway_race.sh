#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Two gateways on one embedded store, asked at the same moment for one name, or
# with one invite.
. "${0%/*}/lib.sh"
. "${0%/*}/gateway.sh"
plan 9

start_gateway --registration open
first=$url
start_gateway --registration open
check_race "$first" "$url" 25
check_text 'users are listed once' 25 \
  'flock-gateway users list --json | grep -c racer-'

start_gateway
first=$url
start_gateway
n=1
while [ "$n" -le 10 ]; do
  flock-gateway users invite --url "$url" >"$tmp/invite"
  members=",\"invite\":\"$(cut -d ' ' -f 3 "$tmp/invite")\""
  (url=$first; register "ann-$n" "$members") >>"$tmp/invited" &
  register "bob-$n" "$members" >>"$tmp/invited"
  wait $!
  n=$((n + 1))
done
check_text 'an invite for one lets one in' 10 'grep -c auth_token "$tmp/invited"'
check_text 'and turns the other away' 10 \
  'grep -c "This invite is not valid" "$tmp/invited"'
check_text 'who is in is listed' 10 \
  'flock-gateway users list --json | grep -c -e ann- -e bob-'
check_status 'the store is sound' 0 'flock-gateway check'
