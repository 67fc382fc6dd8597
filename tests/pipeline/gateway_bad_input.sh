#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The gateway and flock-fetch with requests, files, disks and engines that do
# not serve: what is wrong is said, and what was acknowledged stays.
. "${0%/*}/lib.sh"
. "${0%/*}/gateway.sh"
plan 45

start_gateway --registration open
register "$user" >/dev/null

# answer BODY [CURL-OPTION...]: the status of the answer to a submission.
answer() {
  printf "$1" >"$tmp/body"
  shift
  curl_quietly -o "$tmp/answer" -w '%{http_code}\n' -u "$auth" \
    -H 'Content-Type: application/x-ndjson' --data-binary @"$tmp/body" "$@" \
    "$url/submit"
}
# rejects NAME TEXT: $tmp/bad is rejected for a reason with TEXT, a good record
# behind it taken.
rejects() {
  text=$2
  check_text "$1 is rejected, the rest taken" '1 0 true' \
    '{ cat "$tmp/bad"; records 1 1; } | submit | jq -r --arg text "$text" \
       "[.processed_count,.rejected[0].index,
         (.rejected[0].reason|contains(\$text))]|join(\" \")"'
}
each_bad_line rejects
check_text 'all good ones are stored' 5 'flock-fetch | jq -c "select(.n)" | wc -l'

check_text 'an empty body is no record' 200 'answer ""'
check_text 'nothing is counted' 0 'jq .processed_count "$tmp/answer"'
check_text 'an idempotency key that is none is refused' 400 \
  'answer "{}" -H "Idempotency-Key: x"'
check_text 'what only calls itself gzip too' 400 \
  'answer "{}" -H "Content-Encoding: gzip"'
check_text 'an encoding must be known' 415 \
  'answer "{}" -H "Content-Encoding: rot13"'
check_text 'a wrong token is refused' 401 'auth=$user:x answer "{}"'
check_text 'nobody too' 401 \
  'curl_quietly -o "$tmp/answer" -w "%{http_code}\n" -d "{}" "$url/submit"'
check_text 'with the answer of 2019' '{}' 'cat "$tmp/answer"'

# ---- starting

serve='timeout 20 flock-gateway serve'
check_err 'a port that is taken is named' '127.0.0.1:[0-9]*: Address already in use' \
  "$serve --store \$tmp/second.db --listen \${url#http://}"
check_status 'and a usage error' 2 \
  "$serve --store \$tmp/second.db --listen \${url#http://}"
check_status 'a store in no folder is a usage error' 2 \
  "$serve --store \$tmp/no/gateway.db --listen 127.0.0.1:0"
check_err 'and named' "no/gateway.db" \
  "$serve --store \$tmp/no/gateway.db --listen 127.0.0.1:0"
check_status 'a folder is no store' 2 \
  "$serve --store \$tmp --listen 127.0.0.1:0"
flock-certs create --in "$tmp/a.yml" --out "$tmp/a" gateway localhost
flock-certs create --in "$tmp/b.yml" --out "$tmp/b" gateway localhost
check_status "a certificate with another one's key is a usage error" 2 \
  "$serve --cert \$tmp/a/gateway/gateway.crt --key \$tmp/b/gateway/gateway.key \
     --listen 127.0.0.1:0"
check_err 'an invite must name a CA' 'the certificate of no CA' \
  'flock-gateway users invite --url https://x --ca $tmp/a/gateway/gateway.crt'
check_status 'or it is a usage error' 2 \
  'flock-gateway users invite --url https://x --ca $tmp/a/gateway/gateway.crt'
printf 'no certificate' >"$tmp/none"
check_status 'so is what is no certificate' 2 \
  "$serve --cert \$tmp/none --key \$tmp/b/gateway/gateway.key --listen 127.0.0.1:0"
check_err 'and named' "none'" \
  "$serve --cert \$tmp/none --key \$tmp/b/gateway/gateway.key --listen 127.0.0.1:0"
check_status 'ready on a full disk is an error' 4 \
  "$serve --store \$tmp/third.db --listen 127.0.0.1:0 >/dev/full"

# ---- flock-fetch

check_status 'a missing store is a usage error' 2 'flock-fetch --store $tmp/missing'
printf 'not a database, however long it may be.' >"$tmp/other"
check_status 'so is what is no store' 2 'flock-fetch --store $tmp/other'
check_status 'a full disk is an error' 4 'flock-fetch >/dev/full'
check_text 'a closed pipe ends it quietly' '' \
  'seq 3000 | while read -r n; do records $n $n; done | submit >/dev/null
   flock-fetch | head -n 1 >/dev/null; echo'
check_text 'nothing found is success' '' 'flock-fetch --twig nothing; echo'
unset FLOCK_STORE
check_status 'an engine that is away: try again' 4 \
  'flock-fetch --elasticsearch http://127.0.0.1:9'
check_err 'and that is said' 'flock-fetch: .*127.0.0.1' \
  'flock-fetch --elasticsearch http://127.0.0.1:9'
check_status 'an engine that is none too' 4 'flock-fetch --elasticsearch $url'
check_status 'a URL that is none is a usage error' 2 \
  'flock-fetch --elasticsearch nonsense'
echo 'user:secret' >"$tmp/credentials"
chmod 644 "$tmp/credentials"
check_status 'credentials that others can read are not used' 2 \
  'flock-fetch --elasticsearch http://127.0.0.1:9 --elasticsearch-credentials $tmp/credentials'
check_status 'store and engine exclude each other' 2 \
  'flock-fetch --store $tmp/gateway.db --elasticsearch http://127.0.0.1:9'
FLOCK_STORE=$tmp/gateway.db
export FLOCK_STORE

# ---- users

check_status 'an unknown user is a usage error' 2 'flock-gateway users show eve'
check_status 'a list on a full disk is an error' 4 \
  'flock-gateway users list >/dev/full'
check_status 'an invite too' 4 \
  'flock-gateway users invite --url http://127.0.0.1:1 >/dev/full'

# ---- the disk of the store

cp "$tmp/gateway.db" "$tmp/full.db"
check_stop 'told to stop it ends well'
before=$(flock-fetch | wc -l)
FLOCK_STORE=$tmp/gateway.db
(trap '' XFSZ
  ulimit -f 1500
  exec flock-gateway serve --listen 127.0.0.1:0 >"$tmp/ready" \
    2>>"$tmp/started.err") &
gateway=$!
started_pids="$started_pids $gateway"
read -r _ url <"$tmp/ready"
taken=0
{ printf '{"hostIdentifier":"%s","a":"' "$user"
  head -c 200000 /dev/zero | tr '\0' x; echo '"}'; } >"$tmp/line"
for i in 1 2 3 4 5 6 7 8 9 10; do
  submit <"$tmp/line" >"$tmp/answer" && grep -q '"processed_count":1' "$tmp/answer" &&
    taken=$((taken + 1))
done
check 'a full disk: the sender is told to try again' \
  '[ $taken -lt 10 ] && submit -o /dev/null <"$tmp/line" | grep -q "\"error\":true"'
check_text 'with 503' 503 \
  'curl_quietly -o "$tmp/answer" -w "%{http_code}\n" -u "$auth" \
     -H "Content-Type: application/x-ndjson" --data-binary @"$tmp/line" "$url/submit"'
check 'and that is logged' 'grep -qE "disk|full|write|I/O" "$tmp/started.err"'
kill "$gateway"
wait "$gateway"
start_gateway
check_text 'what was acknowledged is there' $((before + taken)) 'flock-fetch | wc -l'
check_text 'and more is taken' 1 'submit <"$tmp/line" | jq .processed_count'
