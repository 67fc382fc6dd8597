#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The gateway in front of a real engine, while either is killed, stopped, full
# or refusing: engine_faults.sh ENGINE. Nothing acknowledged is lost, nothing is
# stored twice, memory is bounded, and it recovers by itself.
engine=${1:?usage: engine_faults.sh ENGINE}
here=$(cd "$(dirname "$0")" && pwd)
. "$here/../pipeline/lib.sh"
. "$here/../pipeline/gateway.sh"
plan 24
. "$here/engine_start.sh"

unset FLOCK_STORE
FLOCK_ELASTICSEARCH=$engine_url
export FLOCK_ELASTICSEARCH
flock-gateway setup 2>"$tmp/setup"
inflight=33554432
start_faulted() {
  start_gateway --registration open --max-inflight-bytes $inflight
  port=${url##*:}
}
status_of() {
  curl_quietly -o "$tmp/body" -D "$tmp/head" -w '%{http_code}\n' -u "$auth" \
    -H 'Content-Type: application/x-ndjson' "$@" "$url/submit"
}
put_settings() { # PATH JSON
  curl -sS -X PUT -H 'Content-Type: application/json' -o "$tmp/settings" \
    -d "$2" "$engine_url/$1/_settings"
}
# reaches N: so many batches are acknowledged, within a minute.
reaches() {
  for _ in 1 2 3; do
    wait_for '[ "$(acknowledged)" -ge '"$1"' ]' && return
  done
  return 1
}
numbers() { flock-fetch --index 'flock-2*' | jq -c 'select(.n).n'; }

# ---- two gateways, one name

start_faulted
other=$url
port=
start_faulted
check_race "$other" "$url" 15
kill "$(echo "$started_pids" | awk '{ print $(NF - 1) }')"

# ---- killed under load

batches=50
register "$user" >/dev/null
start_sender $batches
for wanted in 3 6 9 12 15; do
  reaches $wanted
  kill -9 "$gateway"
  wait "$gateway" 2>/dev/null
  before=$(acknowledged)
  start_faulted
  stored=$(numbers | wc -l)
  [ "$stored" -ge $((before * 20)) ] ||
    echo "$stored stored, $before batches acknowledged" >>"$tmp/lost"
done
check 'a gateway killed under load has lost nothing' '[ ! -e "$tmp/lost" ]'

# ---- full: what an engine does at the flood stage of its disk

reaches 18
day=$(date -u -d "@$now" +flock-%Y-%m-%d)
put_settings "$day" '{"index.blocks.read_only_allow_delete":true}'
check_text 'a full engine is answered with 503' 503 \
  'records 900001 900001 | status_of --data-binary @-'
check 'with a time to come back, and no word of the engine' \
  'grep -qi "^Retry-After: [0-9]" "$tmp/head" &&
     ! grep -qi -e block -e index "$tmp/body"'
before=$(acknowledged)
put_settings "$day" '{"index.blocks.read_only_allow_delete":null}'
check 'when it has space again the sender goes on' \
  'reaches $((before + 3))'

# ---- refusing everything, users too

curl -sS -X PUT -H 'Content-Type: application/json' -o "$tmp/settings" \
  -d '{"transient":{"cluster.blocks.read_only":true}}' \
  "$engine_url/_cluster/settings"
check_text 'nobody registers with an engine that refuses, nor is turned away' 503 \
  'curl_quietly -o "$tmp/body" -w "%{http_code}\n" \
     -H "Content-Type: application/json" -d "{\"username\":\"late\"}" \
     "$url/register"'
check_text 'nor is anything acknowledged' 503 \
  'records 900002 900002 | status_of --data-binary @-'
before=$(acknowledged)
curl -sS -X PUT -H 'Content-Type: application/json' -o "$tmp/settings" \
  -d '{"transient":{"cluster.blocks.read_only":null}}' \
  "$engine_url/_cluster/settings"
check 'and the sender goes on after it' 'reaches $((before + 3))'

# ---- stopped: it takes connections and answers nothing

node=$(cat "$tmp/node/pid")
yes "{\"hostIdentifier\":\"$user\",\"unixTime\":$now,\"name\":\"hog\",\"columns\":{\"x\":\"$(
  head -c 900 /dev/zero | tr '\0' x)\"}}" | head -c 4000000 >"$tmp/hog"
calm=$(rss)
kill -STOP "$node"
before=$(acknowledged)
hogs=
n=1
while [ "$n" -le 100 ]; do
  curl -sS --max-time 8 -o "$tmp/hog.$n" -w '%{http_code} %header{retry-after}\n' \
    -u "$auth" -H 'Content-Type: application/x-ndjson' \
    -H "Idempotency-Key: $ledger/$((1000000 + n * 10000))" \
    --data-binary "@$tmp/hog" "$url/submit" >>"$tmp/hogs" 2>/dev/null &
  hogs="$hogs $!"
  n=$((n + 1))
done
for pid in $hogs; do wait "$pid"; done
check 'while it is stopped nothing is acknowledged' \
  '! grep -q "^200" "$tmp/hogs" && [ "$(acknowledged)" -le $((before + 1)) ]'
# As long as the gateway remembers the user, for 3 s; later ones wait for the
# engine to say who it is, and hold no body meanwhile.
check 'what is too much is turned away at once' \
  '[ "$(grep -c "^503 5" "$tmp/hogs")" -gt 20 ]'
echo "# memory: $calm MiB, then $(rss) of 400 offered"
check 'and its memory is bounded' '[ "$(rss)" -lt 250 ]'
kept=$gateway
(
  port=
  start_gateway --registration open --drain-seconds 1 \
    --admin-listen "unix:$tmp/admin.sock"
  records 900004 900004 | submit >"$tmp/late" 2>&1 &
  wait_for 'curl_quietly --unix-socket "$tmp/admin.sock" http://x/metrics |
    grep -q "connections 1"'
  before=$(date +%s)
  kill "$gateway"
  wait "$gateway"
  echo "$? $(($(date +%s) - before))" >"$tmp/drained"
)
gateway=$kept
check 'one that is told to stop meanwhile does, soon' \
  'read -r status seconds <"$tmp/drained" &&
     [ "$status" -eq 0 ] && [ "$seconds" -lt 15 ]'
kill -CONT "$node"
check 'when it goes on so does the sender' 'reaches $((before + 3))'

# ---- killed, and brought up again

kill -9 "$node"
check_text 'without an engine nothing is acknowledged' 503 \
  'records 900003 900003 | status_of --data-binary @-'
check_text 'nor is anybody unknown' 503 \
  'curl_quietly -o "$tmp/body" -w "%{http_code}\n" -u "nobody:$token" "$url/ping"'
rm "$tmp/node/pid"
restart_engine start_faulted
check 'the sender comes through' 'reaches '$batches
check_text 'all is there' $((batches * 20)) 'numbers | sort -un | wc -l'
check_text 'and nothing twice' $((batches * 20)) 'numbers | wc -l'

# ---- more invites than one answer of the engine holds

end=$(($(date +%s) * 1000 + 86400000))
seq 10050 | awk -v end=$end '{
  printf "{\"create\":{\"_id\":\"invite:code-%d\"}}\n", $1
  printf "{\"kind\":\"invite\",\"code\":\"code-%d\",\"uses\":1,", $1
  printf "\"spent\":[],\"created\":%d,\"expires\":%s}\n", $1, end }' >"$tmp/bulk"
curl -sS -H 'Content-Type: application/x-ndjson' -o "$tmp/loaded" \
  --data-binary "@$tmp/bulk" "$engine_url/flock_users/_bulk?refresh=true"
check_text 'all invites are listed' 10050 \
  'flock-gateway users invite list --json | wc -l'
check_stop 'told to stop it ends well'
