#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Bounds, health and figures of a running gateway, and client certificates.
. "${0%/*}/lib.sh"
. "${0%/*}/gateway.sh"
plan 27

status_of() { curl_quietly -o "$tmp/body" -D "$tmp/head" -w '%{http_code}\n' "$@"; }
admin() { curl_quietly --unix-socket "$tmp/admin.sock" "http://admin$1"; }

start_gateway --registration open --max-failures 3 --max-body-bytes 100000 \
  --max-records 5 --trusted-proxy 127.0.0.0/8 --admin-listen "unix:$tmp/admin.sock"
register $user >/dev/null

check_text 'it is alive' ok 'admin /healthz'
check_text 'and ready' ready 'admin /readyz'
check_text 'nothing else is told' 404 \
  'curl_quietly -o "$tmp/body" -w "%{http_code}\n" --unix-socket "$tmp/admin.sock" http://admin/users'
check_text 'nor to others' '0660' 'stat -c 0%a "$tmp/admin.sock"'

for i in 1 2 3; do status_of -u $user:wrong "$url/ping"; done >"$tmp/failed"
check_text 'failures are answered 401' '401 401 401' 'xargs <"$tmp/failed"'
check_text 'then 429' 429 'status_of -u $user:wrong "$url/ping"'
check 'with a time to come back' 'grep -qi "^Retry-After: [0-9]" "$tmp/head"'
check_text 'another address may still fail' 401 \
  'status_of -u $user:wrong -H "X-Forwarded-For: 192.0.2.7" "$url/ping"'
for i in 1 2 3 4; do
  status_of -u $user:wrong -H "X-Forwarded-For: 198.51.100.$i" \
    -H 'X-Forwarded-For: 192.0.2.9' "$url/ping"
done >"$tmp/failed"
check_text 'what the client itself says of it counts for nothing' \
  '401 401 401 429' 'xargs <"$tmp/failed"'
check_text 'and successes are not counted' 200 'status_of -u "$auth" "$url/ping"'
head -c 200000 /dev/zero >"$tmp/long"
check_text 'a long body is refused' 413 \
  'status_of -u "$auth" --data-binary "@$tmp/long" "$url/submit"'
# Slow ones: whoever waited for the body's end would not be answered in time.
slowly() { status_of --max-time 10 --limit-rate 1k --data-binary "@$tmp/long" "$@"; }
check_text 'nobody has not to send a body to be told' 401 \
  'slowly -H "X-Forwarded-For: 192.0.2.8" "$url/submit"'
check_text 'a wrong token has not either' 401 \
  'slowly -u $user:wrong -H "X-Forwarded-For: 192.0.2.8" -H "Transfer-Encoding: chunked" \
     "$url/submit_flock_logs"'
check 'and no more is read of it' 'grep -qi "^Connection: close" "$tmp/head"'
check_text 'a registration is short' 413 \
  'slowly -H "X-Forwarded-For: 192.0.2.8" "$url/register"'
check_text 'a long header too' 431 \
  'status_of -H "X-Long: $(head -c 40000 /dev/zero | tr "\0" x)" "$url/ping"'
check_text 'and many records' 413 'records 1 6 | status_of -u "$auth" \
  -H "Content-Type: application/x-ndjson" --data-binary @- "$url/submit"'
check_text 'and an encoding that nobody knows' 415 'status_of -u "$auth" \
  -H "Content-Encoding: br" -d "[]" "$url/submit"'
records 1 4 | submit $ledger/1 >/dev/null
records 1 4 | submit $ledger/1 >/dev/null
check 'the figures tell' \
  'admin /metrics >"$tmp/metrics" &&
   grep -qx "flock_gateway_records_stored_total 5" "$tmp/metrics" &&
   grep -qx "flock_gateway_records_repeated_total 4" "$tmp/metrics" &&
   grep -qx "flock_gateway_answers_total{status=\"429\"} 2" "$tmp/metrics" &&
   grep -qx "flock_gateway_answers_total{status=\"413\"} 3" "$tmp/metrics" &&
   grep -qx "flock_gateway_answers_total{status=\"431\"} 1" "$tmp/metrics" &&
   ! grep -q $user "$tmp/metrics"'
check 'and the log, once for all that are alike' \
  '[ "$(grep -c "reason=.a body is too long." "$tmp/started.err")" -eq 1 ]'
kill -HUP "$gateway"
check 'without a certificate there is none to read' \
  'wait_for "grep -q \"no certificate to read again\" \"$tmp/started.err\""'
check_stop 'it stops'
check_status 'and takes its socket away' 1 '[ -e "$tmp/admin.sock" ]'
check_err 'administrators are on loopback alone' 'not loopback' \
  'timeout 20 flock-gateway serve --store "$tmp/g.db" --listen 127.0.0.1:0 --admin-listen 0.0.0.0:0'

(
  cd "$tmp" || exit 1
  flock-certs create localhost localhost 127.0.0.1 && flock-certs client ann
) >"$tmp/certs.out" 2>&1
start_gateway --registration open --cert "$tmp/certs/localhost/localhost.crt" \
  --key "$tmp/certs/localhost/localhost.key" --client-ca "$tmp/certs/ca/ca.crt"
ca="--cacert $tmp/certs/ca/ca.crt"
check_text 'whoever shows a certificate comes in' 401 \
  'status_of $ca --cert "$tmp/certs/ann/ann.crt" --key "$tmp/certs/ann/ann.key" "$url/ping"'
check 'whoever shows none does not' '! status_of $ca "$url/ping" 2>/dev/null'
check_stop 'told to stop it ends well'
