#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Many long and slow bodies, and some that unpack to far more: the gateway's
# memory is bounded, whoever is turned away hears it, and nothing is lost.
. "${0%/*}/lib.sh"
. "${0%/*}/gateway.sh"
plan 13

# A sanitizer's own memory would be measured.
! grep -qa __asan_init "$(command -v flock-gateway)"
plain=$?
below() { [ "$plain" -ne 0 ] || [ "$(rss)" -lt "$1" ]; }

start_gateway --registration open --max-inflight-bytes 20MiB \
  --max-body-bytes 8MiB
register $user >/dev/null
check 'it begins with little' 'below 40'

# 40 clients, 160 MB, each for some seconds.
line="{\"hostIdentifier\":\"$user\",\"unixTime\":$now,\"slow\":\"$(
  head -c 900 /dev/zero | tr '\0' x)\"}"
yes "$line" | head -n 4000 >"$tmp/slow"
n=1
while [ "$n" -le 40 ]; do
  curl -sS --max-time 60 --limit-rate 1M -o "$tmp/answer.$n" \
    -w '%{http_code} %header{retry-after}\n' -u "$auth" \
    -H 'Content-Type: application/x-ndjson' \
    -H "Idempotency-Key: $ledger/$((n * 10000))" \
    --data-binary "@$tmp/slow" "$url/submit" >"$tmp/status.$n" 2>/dev/null &
  slow="${slow-} $!"
  n=$((n + 1))
done
check_text 'others are answered meanwhile' '{"error":false}' \
  'curl_quietly -u "$auth" "$url/ping"'
for pid in $slow; do wait "$pid"; done
cat "$tmp"/status.* >"$tmp/statuses"
check 'some are taken' 'grep -q "^200" "$tmp/statuses"'
check 'what is too much is turned away, with a time to come back' \
  'grep -q "^503 [0-9]" "$tmp/statuses"'
check 'and nothing else happens' '! grep -v -e "^200" -e "^503 [0-9]" "$tmp/statuses" >&2'
echo "# memory: $(rss) MiB, of 160 offered"
check 'memory stays bounded' 'below 170'
taken=$(grep -c '^200' "$tmp/statuses")
check_text 'what was acknowledged is stored, once, and nothing else' \
  $((taken * 4000)) 'flock-fetch --index "flock-2*" | wc -l'

# ---- bodies that unpack to far more

head -c 200000000 /dev/zero | gzip -1 >"$tmp/bomb.gzip"
head -c 2000000000 /dev/zero | zstd -q >"$tmp/bomb.zstd"
n=1
while [ "$n" -le 20 ]; do
  for encoding in gzip zstd; do
    curl -sS --max-time 60 -o "$tmp/answer.$n" -w '%{http_code}\n' -u "$auth" \
      -H 'Content-Type: application/x-ndjson' -H "Content-Encoding: $encoding" \
      --data-binary "@$tmp/bomb.$encoding" "$url/submit" \
      >"$tmp/bombed.$n.$encoding" &
    bombs="${bombs-} $!"
  done
  n=$((n + 1))
done
for pid in $bombs; do wait "$pid"; done
check 'each is refused, or told to come back' \
  '! cat "$tmp"/bombed.* | grep -v -x -e 413 -e 503 >&2'
echo "# memory: $(rss) MiB"
check 'memory stays bounded then too' 'below 170'
check_text 'and all is as before' 1 'records 1 1 | submit | jq .processed_count'
check_stop 'told to stop it ends well'

# ---- one that never comes to its end does not hold up the gateway's

start_gateway --registration open --drain-seconds 1 \
  --admin-listen "unix:$tmp/admin.sock"
start curl -sS --max-time 60 --limit-rate 1k -u "$auth" \
  -H 'Content-Type: application/x-ndjson' --data-binary "@$tmp/slow" "$url/submit"
wait_for 'curl_quietly --unix-socket "$tmp/admin.sock" http://x/metrics |
  grep -q "connections 1"'
begun=$(date +%s)
check_stop 'with a slow one under way too'
check 'and it does not wait for that' '[ $(($(date +%s) - begun)) -lt 15 ]'
