#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The predecessor's API over the wire, as its agents meet it: statuses, texts,
# the order of checks, and its defects (G1 to G15) done right.
. "${0%/*}/lib.sh"
. "${0%/*}/gateway.sh"
plan 72

json='Content-Type: application/json'
# says STATUS BODY CURL-OPTION...: what the answer must be; always JSON, never
# with a word of what is behind.
says() {
  wanted=$1
  body=$2
  shift 2
  said=$(curl_quietly -o "$tmp/body" -w '%{http_code} %{content_type}' "$@")
  said="$said $(cat "$tmp/body")"
  check "$wanted: $body" \
    '[ "$said" = "$wanted application/json $body" ] || { echo "$said" >&2; false; }'
}
error() { # STATUS TEXT CURL-OPTION...
  error_status=$1
  error_text=$2
  shift 2
  says "$error_status" "{\"error\":true,\"error_msg\":\"$error_text\"}" "$@"
}
registers() { # BODY TEXT [CURL-OPTION...]
  given=$1
  text=$2
  shift 2
  error 400 "$text" "$@" -H "$json" -d "$given" "$url/register"
}
submits() { # BODY TEXT [PATH]
  error 400 "$2" -u "$auth" -H "$json" -d "$1" "$url${3-/submit}"
}
token_of() { jq -r .auth_token "$tmp/body"; }

# ---- invites come before names that are taken

start_gateway --registration open
register taken >/dev/null
stop() { kill "$gateway" && wait "$gateway"; }
stop
start_gateway
registers '{"username":"a b"}' \
  "Usernames must only contain letters, numbers, '-', or '_'"
registers '{"username":"taken"}' 'This server needs an invite to register'
registers '{"username":"free"}' 'This server needs an invite to register'
registers '{"username":"taken","invite":"wrong"}' \
  'This invite is not valid: it is unknown, used up, too old, or for another username'
registers '{"username":"free","invite":"wrong"}' \
  'This invite is not valid: it is unknown, used up, too old, or for another username'
stop
start_gateway --registration open --max-failures 0

# ---- POST /register

registers '' 'Invalid JSON object'
registers '{}' 'Invalid JSON object'
registers '[]' 'Invalid JSON object'
registers 'null' 'Invalid JSON object'
registers '0.0' 'Invalid JSON object'
registers 'false' 'Invalid JSON object'
registers '{broken' 'Invalid JSON object'
registers '[1]' 'Invalid JSON object'
registers '"text"' 'Invalid JSON object'
registers '{"name":"x"}' 'You must provide a username'
registers '{"username":""}' 'You must provide a username'
registers '{"username":null}' 'You must provide a username'
registers '{"username":5}' \
  "Usernames must only contain letters, numbers, '-', or '_'"
registers '{"username":"é"}' \
  "Usernames must only contain letters, numbers, '-', or '_'"
registers '{"username":"x","name":5}' 'The name must be text'
registers '{"username":"taken"}' \
  'Your computer (taken) is already registered with this server'
error 400 'Invalid JSON object' -H 'Content-Type: text/plain' \
  -d '{"username":"x"}' "$url/register"
error 400 'You must provide a username' -d 'name=x' "$url/register"
error 400 "Usernames must only contain letters, numbers, '-', or '_'" \
  -d 'username=a%20b' "$url/register"
head -c 16000 /dev/zero | tr '\0' '[' >"$tmp/deep"
error 400 'Invalid JSON object' -H "$json" -d "@$tmp/deep" "$url/register"
# A name of another computer's group, in the predecessor's index a match.
granted='^[0-9a-f]{32}$'
check 'the JSON of 2020 registers' \
  'curl_quietly -H "$json; charset=utf-8" -o "$tmp/body" \
     -d "{\"username\":\"4C4C-0051\",\"name\":\"\`{}!@#\$%^&*_Nick (F)\",\"x\":1}" \
     "$url/register" && token_of | grep -qE "$granted"'
nick=$(token_of)
check 'the form of 2019 too, and a name that shares a word' \
  'curl_quietly -o "$tmp/body" -d "username=4C4C-0052" "$url/register" &&
     token_of | grep -qE "$granted"'
may=$(token_of)

# ---- GET /ping

says 200 '{"error":false}' -u "4C4C-0051:$nick" "$url/ping"
says 200 '{"error":false}' -u "4C4C-0052:$may" "$url/ping?x=1"
says 401 '{}' "$url/ping"
says 401 '{}' -u "4C4C-0052:$nick" "$url/ping"
says 401 '{}' -u "4c4c-0051:$nick" "$url/ping"
says 401 '{}' -u "4C4C:$nick" "$url/ping"
says 401 '{}' -u "4C4C-0051:x $nick" "$url/ping"
says 401 '{}' -u "4C4C-0051:$(echo "$nick" | tr a-f A-F)A" "$url/ping"
says 401 '{}' -u '4C4C-0051:' "$url/ping"
says 401 '{}' -H 'Authorization: Basic' "$url/ping"
says 401 '{}' -H 'Authorization: Basic !' "$url/ping"
says 401 '{}' -H 'Authorization: Basic /////w==' "$url/ping"
says 401 '{}' -H 'Authorization: Digest username="x"' "$url/ping"
says 401 '{}' -H "$json" -d '{broken' "$url/submit"
check_text 'the scheme is known in any case' 200 \
  'curl_quietly -o "$tmp/body" -w "%{http_code}\n" \
     -H "Authorization: bAsIc $(printf "4C4C-0051:%s" "$nick" | base64 -w 0)" "$url/ping"'

# ---- POST /submit

register $user ',"name":"Ann"' >/dev/null
host="\"hostIdentifier\":\"$user\""
submits '' 'Invalid JSON object'
submits '[]' 'Invalid JSON object'
submits '{}' 'Invalid JSON object'
submits '""' 'Invalid JSON object'
submits "[{$host,\"unixTime\":nan}]" 'Invalid JSON object'
submits "[{$host,\"hostIdentifier\":\"x\"}]" \
  'Item 0 does not contain the correct hostIdentifier'
submits "[{$host},NaN]" 'Item 1 is not an object'
submits '{"a":1}' 'Data is not an array'
submits 'true' 'Data is not an array'
submits "[{$host},5,{}]" 'Item 1 is not an object'
submits "[{$host},{},5]" 'Item 1 does not contain the correct hostIdentifier'
submits "[{\"hostIdentifier\":\"Ann-Laptop\"}]" \
  'Item 0 does not contain the correct hostIdentifier'
error 400 'Invalid JSON object' -u "$auth" -d "[{$host}]" "$url/submit"
check_text 'nothing of all that is stored' '' \
  'flock-fetch | jq -c "select(.type==null)"; echo'
says 200 '{"error":false,"processed_count":7}' -u "$auth" -H "$json" -d "[
  {$host,\"unixTime\":$now,\"n\":1,\"@timestamp\":\"2001-01-01T00:00:00Z\",
   \"username\":\"eve\",\"user_name\":\"Eve\"},
  {$host,\"unixTime\":\"$now\",\"n\":2}, {$host,\"unixTime\":$now.9,\"n\":3},
  {$host,\"unixTime\":\"soon\",\"n\":4}, {$host,\"unixTime\":null,\"n\":5},
  {$host,\"unixTime\":[1],\"n\":6},
  {$host,\"unixTime\":99999999999999999999,\"n\":7}]" "$url/submit"
day=$(date -u -d "@$now" +flock-%Y-%m-%d)
time=$(date -u -d "@$now" +%Y-%m-%dT%H:%M:%S.000Z)
flock-fetch --index 'flock-*,-flock-agent-*' |
  jq -c '[.n,.flock.index,."@timestamp",.username,.user_name]' |
  sort >"$tmp/stored"
for n in 1 2 3; do
  echo "[$n,\"$day\",\"$time\",\"$user\",\"Ann\"]"
done >"$tmp/wanted"
for n in 4 5 6 7; do
  echo "[$n,\"flock-undated\",null,\"$user\",\"Ann\"]"
done >>"$tmp/wanted"
check 'each row has its own day and the members of its user' \
  'diff "$tmp/wanted" "$tmp/stored" >&2'

# ---- POST /submit_flock_logs

logs=/submit_flock_logs
submits '{broken' 'Invalid JSON object' $logs
submits '' 'Data is not an array' $logs
submits 'null' 'Data is not an array' $logs
submits '[5]' 'Item 0 is not an object' $logs
submits '[{"timestamp":1}]' 'Item 0 does not contain a type field' $logs
submits '[{"type":"x"}]' 'Item 0 does not contain a timestamp field' $logs
submits '[{"type":"disable_twig","timestamp":1}]' \
  'Item 0 is about a twig, but does not contain a twig_id field' $logs
submits '[{"type":"twigs_disabled","timestamp":1}]' \
  'Item 0 is about twigs, but does not contain a twig_ids field' $logs
on='{"type":"twigs_enabled","timestamp":'$now'000,"twig_ids":["os_version"]}'
for _ in 1 2; do
  curl_quietly -o "$tmp/body" -u "$auth" -H "$json" \
    -H "Idempotency-Key: $ledger/1" \
    -d "[$on,{\"type\":\"unknown\",\"timestamp\":1}]" "$url$logs"
done
check_text 'the log is taken, and counted' '{"error":false,"processed_count":2}' \
  'cat "$tmp/body"'
check_text 'sent again with its number it is stored once' 1 \
  'flock-fetch | grep -c twigs_enabled'

# ---- nothing else is there, and that is said in JSON

error 404 'There is no such path' "$url/es-test"
error 404 'There is no such path' "$url/ping/"
error 405 'This path does not take this method' -X DELETE "$url/submit"
error 405 'This path does not take this method' "$url/register"
