#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# An engine that takes connections and answers nothing: the gateway starts, is
# alive, says what is wrong, and ends, all within seconds.
. "${0%/*}/lib.sh"
. "${0%/*}/gateway.sh"
plan 10

# Any server that is stopped, its socket left to the kernel.
start_gateway
engine=$url
stopped=$gateway
kill -STOP "$stopped"
unset FLOCK_STORE
admin() { curl -sS --max-time 10 --unix-socket "$tmp/admin.sock" "http://admin$1"; }

begun=$(date +%s)
start_gateway --elasticsearch "$engine" --admin-listen "unix:$tmp/admin.sock"
check 'it listens, though nobody answers for the store' '[ -n "$url" ]'
check 'at once' '[ $(($(date +%s) - begun)) -lt 2 ]'
admin /readyz >"$tmp/not_ready" &
asking=$!
check_text 'it is alive meanwhile' ok 'admin /healthz'
check 'and tells figures' 'admin /metrics | grep -q flock_gateway_connections'
wait "$asking"
check 'it is not ready' 'grep -q "the store is away" "$tmp/not_ready"'
check 'which it knows within seconds' '[ $(($(date +%s) - begun)) -lt 15 ]'
wait_for 'grep -q "the store is away, requests are answered with 503" "$tmp/started.err"'
check_stop 'told to stop it ends'

check_status 'who wants to be sure of the credentials tries again' 4 \
  'timeout 20 flock-gateway serve --elasticsearch "$engine" --strict --listen 127.0.0.1:0'
check_err 'and hears why' 'cannot use the engine' \
  'timeout 20 flock-gateway serve --elasticsearch "$engine" --strict --listen 127.0.0.1:0'
kill -CONT "$stopped"
gateway=$stopped
check_stop 'the engine ends too'
