#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Store, gateway and flock-fetch against a real engine: engine.sh ENGINE
engine=${1:?usage: engine.sh ENGINE}
here=$(cd "$(dirname "$0")" && pwd)
. "$here/../pipeline/lib.sh"
. "$here/../pipeline/gateway.sh"
. "$here/try-it.sh"
plan 35

. "$here/engine_start.sh"

check 'it answers what every store must' \
  'FLOCK_TEST_ENGINE=$engine_url "$FLOCK_UNIT_TESTS" --gtest_brief=1 \
     --gtest_filter="*AnyStore*Elastic" >"$tmp/unit" 2>&1 ||
     { cat "$tmp/unit" >&2; false; }'
for index in $(curl -sS "$engine_url/_cat/indices/flock*?h=index"); do
  curl -sS -o "$tmp/body" -X DELETE "$engine_url/$index"
done

unset FLOCK_STORE
FLOCK_ELASTICSEARCH=$engine_url
export FLOCK_ELASTICSEARCH
check 'what setup would do can be seen' \
  'flock-gateway setup --dry-run --keep 365d 2>/dev/null >"$tmp/steps" &&
     grep -q "^PUT /_index_template/flock" "$tmp/steps" &&
     grep -v "^PUT " "$tmp/steps" | jq -e . >/dev/null'
# Neither roles nor lifecycles in this engine: it warns, and goes on.
check 'setup installs' 'flock-gateway setup 2>"$tmp/setup" &&
  grep -q "no such thing: role" "$tmp/setup"'
check 'and may be repeated' 'flock-gateway setup 2>/dev/null'
check_err 'this engine lets everybody read, which is named' \
  'may read records.*404' \
  'timeout 60 flock-gateway serve --strict --listen 127.0.0.1:0'
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

# What the template is for, and what would fail a whole request.
deep=$(head -c 24 /dev/zero | sed 's/\x0/{"a":/g')1$(head -c 24 /dev/zero | tr '\0' '}')
{
  # An object before the text, as no twig would send it.
  echo "{\"hostIdentifier\":\"$user\",\"unixTime\":$now,\"name\":\"n7\",\"columns\":{\"mixed\":{\"y\":1}}}"
  echo "{\"hostIdentifier\":\"$user\",\"unixTime\":$now,\"name\":\"n8\",\"decorations\":{\"username\":{\"y\":1}}}"
  echo "{\"hostIdentifier\":\"$user\",\"unixTime\":$now,\"name\":\"n1\",\"columns\":{\"mixed\":5},\"other\":{\"y\":1}}"
  echo "{\"hostIdentifier\":\"$user\",\"unixTime\":$now,\"name\":\"n2\",\"columns\":{\"mixed\":\"five\"},\"other\":\"text\",\"decorations\":{\"username\":\"ann\"}}"
  echo "{\"hostIdentifier\":\"$user\",\"unixTime\":$now,\"name\":\"n3\",\"columns\":{\"mixed\":\"2026-11-23\"}}"
  echo "{\"hostIdentifier\":\"$user\",\"unixTime\":$now,\"name\":\"n4\",\"columns\":$deep}"
  echo "{\"hostIdentifier\":\"$user\",\"unixTime\":$now,\"name\":\"n5\",\"\":1}"
  echo "{\"hostIdentifier\":\"$user\",\"unixTime\":$now,\"name\":\"n6\",\"a..b\":1}"
  echo "{\"hostIdentifier\":\"$user\",\"unixTime\":$now,\"name\":\"os_version\",\"columns\":{\"name\":\"Debian\",\"version\":\"12\"}}"
} >"$tmp/odd"
check_text 'columns of any type and odd records are taken' \
  '{"error":false,"processed_count":9,"rejected":[]}' \
  'submit $ledger/11 <"$tmp/odd"'
check_text 'types of columns do not clash, odd ones are set aside' \
  "$(date -u -d "@$now" +'flock-%Y-%m-%d n1
flock-%Y-%m-%d n2
flock-%Y-%m-%d n3')
flock-refused n4
flock-refused n5
flock-refused n6
flock-refused n7
flock-refused n8" \
  'flock-fetch --index "flock-*,-flock-agent-*" |
     jq -r "select(.name|startswith(\"n\"))|.flock.index+\" \"+.name" | sort'
check_text 'users are listed with what they sent' 'Ann Debian 12' \
  'flock-gateway users list --json |
     jq -r "select(.records>=13)|[.name,.os_version]|join(\" \")"'
day=$(date -u -d "@$now" +flock-%Y-%m-%d)
block() {
  curl -sS -X PUT -H 'Content-Type: application/json' -o "$tmp/body" \
    -d "{\"index.blocks.write\":$1}" "$engine_url/$day/_settings"
}
block true
check_text 'an engine that refuses is answered with 503' 503 \
  'records 21 22 | curl_quietly -o "$tmp/body" -D "$tmp/head" -w "%{http_code}\n" \
     -u "$auth" -H "Content-Type: application/x-ndjson" \
     -H "Idempotency-Key: $ledger/21" --data-binary @- "$url/submit"'
check 'with a time to come back, and no word of the engine' \
  'grep -qi "^Retry-After: [0-9]" "$tmp/head" && ! grep -qi block "$tmp/body"'
block false
check_text 'and is taken once it does not' \
  '{"error":false,"processed_count":2,"rejected":[]}' \
  'records 21 22 | submit $ledger/21'
echo "{\"hostIdentifier\":\"$user\",\"unixTime\":$((now - 8640000)),\"n\":9}" |
  submit $ledger/31 >/dev/null
check_err 'old indices are pruned' 'deleted 1 records' \
  'flock-gateway prune -v --older-than 30d'

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
restart_engine start_gateway
check 'when it is back so is the gateway' \
  'wait_for "submit \$ledger/1 <\"\$tmp/lines\" | grep -q processed_count"'
check_text 'and nothing is stored twice' 15 \
  'flock-fetch --index "flock-*,-flock-agent-*" | wc -l'

# What is asked before may be answered from memory, what is asked later not.
answered_to_user() {
  curl_quietly -o "$tmp/body" -w '%{http_code}' -u "$auth" "$url/ping"
}
check_status 'a user whom the gateway remembers is deleted' 0 \
  '[ "$(answered_to_user)" = 200 ] && flock-gateway users delete $user'
unknown_from=$(($(date +%s%3N) + 5000))
check_text 'and unknown within 5 s' 401 \
  'while asked=$(date +%s%3N) && answer=$(answered_to_user) &&
     [ "$answer" = 200 ] && [ "$asked" -lt "$unknown_from" ]
   do sleep 0.1; done; echo "$answer"'
flock-gateway users delete --with-records $user 2>/dev/null
check_text 'with the records a user leaves nothing' 0 \
  'flock-fetch --index "flock-*" | jq -c "select(.username==\"$user\")" | wc -l'
check 'every tampering with an export of it is found' \
  'FLOCK_TAMPER_ENGINE=$engine_url sh "$tests_dir/pipeline/sign_tamper.sh" \
     >"$tmp/tamper" 2>&1 || { cat "$tmp/tamper" >&2; false; }'
check_stop 'told to stop it ends well'

# Last, since it stores what it finds on this machine.
unset FLOCK_ELASTICSEARCH
check_try_it "against $engine" --elasticsearch "$engine_url"
check 'its folder can go' 'rm -r "$dir"'
