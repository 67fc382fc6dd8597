#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Store, gateway and flock-fetch against a real engine: engine.sh ENGINE
#
# Without the engine it ends with 77, skipped, and says so; with CI=true it
# fails then, unless fetching the engine is what failed, three times.
engine=${1:?usage: engine.sh ENGINE}
here=$(cd "$(dirname "$0")" && pwd)
. "$here/../pipeline/lib.sh"
. "$here/../pipeline/gateway.sh"
. "$here/try-it.sh"
plan 21

skip() {
  echo "# SKIPPED, NOTHING WAS TESTED AGAINST $engine: $1" | tee /dev/stderr
  [ "${CI-}" != true ] || [ "$2" = fetch ] || exit 1
  trap - EXIT
  rm -rf "$tmp"
  exit 77
}

for tool in java javac mvn; do
  command -v $tool >/dev/null || skip "there is no $tool" tool
done
trap '"$tests_dir/engine/stop" "$tmp/node"; finish' EXIT
mkdir "$tmp/node"
status=0
engine_url=$("$tests_dir/engine/start" "$engine" "$tmp/node") || status=$?
[ "$status" -ne 75 ] || skip 'it cannot be fetched' fetch
result 'the engine comes up' "$status"
[ "$status" -eq 0 ] || exit 1

check 'it answers what every store must' \
  'FLOCK_TEST_ENGINE=$engine_url "$FLOCK_UNIT_TESTS" --gtest_brief=1 \
     --gtest_filter="*AnyStore*Elastic" >"$tmp/unit" 2>&1 ||
     { cat "$tmp/unit" >&2; false; }'

unset FLOCK_STORE
FLOCK_ELASTICSEARCH=$engine_url
export FLOCK_ELASTICSEARCH
start_gateway
flock-gateway users invite --url "$url" --name Ann >"$tmp/invite"
members=",\"invite\":\"$(cut -d ' ' -f 3 "$tmp/invite")\""
granted="{\"auth_token\":\"$token\",\"error\":false}"
check_text 'a user registers' "$granted" 'register $user "$members"'
check_text 'and may repeat it' "$granted" 'register $user "$members"'
check 'the invite is used up' \
  'register bob "$members" | grep -q "This invite is not valid"'
check_text 'the token is good' '{"error":false}' \
  'curl_quietly -u "$auth" "$url/ping"'

# A stream out of order, with spellings that only bytes keep; the third row
# clashes with the first one's mapping.
signed() { # SEQ MEMBERS
  echo "{\"hostIdentifier\":\"$user\",\"unixTime\":$now,$2, \"flock\" : {\"stream\":\"0a\",\"seq\":$1}}"
}
{
  signed 2 '"name":"two","columns":{"x":"text"},"big":9007199254740993'
  signed 1 '"name":"one","columns":{"x":"\u00e9\/"},"n":1.50e1'
  signed 3 '"name":"three","columns":{"x":{"y":"z"}}'
  echo "{\"hostIdentifier\":\"$user\",\"unixTime\":\"soon\",\"name\":\"undated\"}"
} >"$tmp/lines"
check_text 'records are taken, one that clashes too' \
  '{"error":false,"processed_count":4,"rejected":[]}' \
  'submit $ledger/1 <"$tmp/lines"'
check_text 'and taken again' \
  '{"error":false,"processed_count":4,"rejected":[]}' \
  'submit $ledger/1 <"$tmp/lines"'
check_text 'each is stored once, in its index' \
  "$(date -u -d "@$now" +'flock-%Y-%m-%d one
flock-%Y-%m-%d two')
flock-refused three
flock-undated undated" \
  'flock-fetch --index "flock-*,-flock-agent-*" |
     jq -r ".flock.index+\" \"+.name" | sort'
flock-fetch --order chain --index 'flock-*,-flock-agent-*' >"$tmp/fetched"
check_text 'the chain is in order' 'one two three undated' \
  'jq -r .name <"$tmp/fetched" | xargs'
# What the gateway and flock-fetch add, taken off again by the text alone.
sed -E 's/,"@timestamp":"[^"]*"//
        s/,"username":"[^"]*","user_name":"[^"]*","event.ingested":"[^"]*"//
        s/,"flock":\{"id":"[^"]*","index":"[^"]*"\}//
        s/,"id":"[^"]*","index":"[^"]*"//' "$tmp/fetched" | sort >"$tmp/bytes"
sort "$tmp/lines" >"$tmp/sent"
check 'every record is what was sent, byte for byte' \
  'diff "$tmp/sent" "$tmp/bytes" >&2'
check_text 'a twig is found, refused or not' three \
  'flock-fetch --twig three | jq -r .name'
check_text 'a time too' 'one two' \
  'flock-fetch --since "$(date -u -d @$now +%Y-%m-%dT%H:%M:%SZ)" \
     --index "flock-2*" | jq -r .name | sort | xargs'

# Another gateway: all state is in the engine.
kill "$gateway"
wait "$gateway"
start_gateway --registration open
check_text 'another gateway knows the user' '{"error":false}' \
  'curl_quietly -u "$auth" "$url/ping"'

"$tests_dir/engine/stop" "$tmp/node"
check_text 'while the engine is away nothing is acknowledged' 503 \
  'curl_quietly -o "$tmp/body" -w "%{http_code}\n" -u bob:$token \
     -H "Content-Type: application/x-ndjson" -d "{}" "$url/submit"'
engine_url=$("$tests_dir/engine/start" "$engine" "$tmp/node")
# The port is the first free one again: the same, or another if it was taken.
if [ "$engine_url" != "$FLOCK_ELASTICSEARCH" ]; then
  kill "$gateway"
  wait "$gateway"
  FLOCK_ELASTICSEARCH=$engine_url
  start_gateway
fi
check 'when it is back so is the gateway' \
  'wait_for "submit \$ledger/1 <\"\$tmp/lines\" | grep -q processed_count"'
check_text 'and nothing is stored twice' 4 \
  'flock-fetch --index "flock-*,-flock-agent-*" | wc -l'

flock-gateway users delete $user
check_text 'a deleted user is unknown within 5 s' 401 \
  'wait_for "[ \$(curl_quietly -o \"\$tmp/body\" -w %{http_code} -u \"\$auth\" \"\$url/ping\") = 401 ]" && echo 401'
check_stop 'told to stop it ends well'

# Last, since it stores what it finds on this machine.
unset FLOCK_ELASTICSEARCH
check_try_it "against $engine" --elasticsearch "$engine_url"
check 'its folder can go' 'rm -r "$dir"'
