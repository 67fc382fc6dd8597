#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The gateway over TLS by our own CA, from invite to stored record.
. "${0%/*}/lib.sh"
. "${0%/*}/gateway.sh"
plan 21

# CA and server certificate, by openssl(1) alone.
(
  cd "$tmp" || exit 1
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes \
    -keyout ca.key -out ca.crt -days 2 -subj '/CN=Test CA' &&
    openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes \
      -keyout server.key -out server.csr -subj /CN=localhost &&
    echo 'subjectAltName=DNS:localhost,IP:127.0.0.1' >san &&
    openssl x509 -req -in server.csr -CA ca.crt -CAkey ca.key \
      -CAcreateserial -days 2 -extfile san -out server.crt &&
    cat server.crt ca.crt >chain.crt
) >/dev/null 2>&1

start_gateway --cert "$tmp/chain.crt" --key "$tmp/server.key"
result 'it says where it listens' "$([ -n "$url" ]; echo $?)" "$tmp/started.err"

curl_quietly() { curl -sS --max-time 30 --cacert "$tmp/ca.crt" "$@"; }
json() { curl_quietly -H 'Content-Type: application/json' "$@"; }

check_err 'who does not know the CA is not talked to' 'certificate' \
  'curl -sS "$url/ping"'
check_text 'nobody registers without an invite' \
  '{"error":true,"error_msg":"This server needs an invite to register"}' \
  'register ann-laptop'

flock-gateway users invite --url "$url" --ca "$tmp/ca.crt" \
  --name Ann >"$tmp/invite"
hash=$(openssl x509 -in "$tmp/ca.crt" -outform DER |
  openssl dgst -sha256 -binary | base64 | tr '+/' '-_' | tr -d '=')
check 'the invite names gateway and CA' \
  'grep -qE "^flock-invite-1 $url [A-Za-z0-9_-]{27} $hash\$" "$tmp/invite"'
code=$(cut -d ' ' -f 3 "$tmp/invite")
key=RWQBAgMEBQYHCAOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4
members=",\"invite\":\"$code\",\"public_key\":\"$key\""

check_text 'with it they do' '{"auth_token":"'$token'","error":false}' \
  'register ann-laptop "$members"'
check_text 'after a lost answer they may ask again' \
  '{"auth_token":"'$token'","error":false}' 'register ann-laptop "$members"'
check 'but nobody else may use it' \
  'register bob-laptop "$members" | grep -q "This invite is not valid"'
check_text 'the token is good' '{"error":false}' \
  'curl_quietly -u "$auth" "$url/ping"'
check_text 'another is not' 401 \
  'curl_quietly -o "$tmp/body" -w "%{http_code}\n" -u ann-laptop:x "$url/ping"'

{ records 1 3; echo nonsense; } >"$tmp/lines"
check_text 'records are answered one by one' \
  '{"error":false,"processed_count":3,"rejected":[{"index":3,"reason":"neither a value nor a number at byte 1"}]}' \
  'submit $ledger/1 <"$tmp/lines"'
check_text 'and taken again' \
  '{"error":false,"processed_count":2,"rejected":[]}' \
  'gzip <"$tmp/lines" | gunzip | sed -n 2,3p | submit $ledger/2'
check_text 'packed as well' \
  '{"error":false,"processed_count":1,"rejected":[]}' \
  'records 4 4 | gzip | curl_quietly -u "$auth" -H "Content-Type: application/x-ndjson" \
     -H "Content-Encoding: gzip" --data-binary @- "$url/submit"'
check_text "the predecessor's array is taken" '{"error":false,"processed_count":1}' \
  'json -u "$auth" -d "[$(records 5 5)]" "$url/submit"'
check_text 'each is stored once' '1 2 3 4 5' \
  'flock-fetch --index "flock-*,-flock-agent-*" | jq -r .n | sort -n | xargs'
check_text 'as what and when' \
  "$(date -u -d "@$now" +flock-%Y-%m-%d) ann-laptop Ann $(date -u -d "@$now" +%Y-%m-%dT%H:%M:%S.000Z)" \
  'flock-fetch --index "flock-*,-flock-agent-*" | head -n 1 |
     jq -r "[.flock.index,.username,.user_name,.\"@timestamp\"]|join(\" \")"'
check_text 'a 404 is JSON too' \
  '{"error":true,"error_msg":"There is no such path"}' \
  'curl_quietly "$url/es-test"'

check_text 'the key can be trusted' "ann-laptop $key" \
  'flock-gateway users keys'
flock-gateway users delete ann-laptop
check_text 'a deleted user is forgotten at once' 401 \
  'curl_quietly -o "$tmp/body" -w "%{http_code}\n" -u "$auth" "$url/ping"'
check 'the key stays, and has an end' \
  'flock-gateway users keys |
     grep -qF "ann-laptop $key until=20"'

check_stop 'told to stop it ends well'
check 'no token and no record was logged' \
  '[ -s "$tmp/started.err" ] && ! grep -e $token -e hostIdentifier "$tmp/started.err"'
