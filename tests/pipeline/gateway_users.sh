#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The administrator's verbs on the embedded store, while the gateway serves.
. "${0%/*}/lib.sh"
. "${0%/*}/gateway.sh"
plan 45

start_gateway --registration open
register $user ',"name":"Ann"' >/dev/null
day=$(date -u -d "@$now" +%Y-%m-%dT%H:%M:%S.000Z)
{
  records 1 2
  echo "{\"hostIdentifier\":\"$user\",\"unixTime\":$now,\"name\":\"os_version\",\"columns\":{\"name\":\"Debian\",\"version\":\"12\"}}"
} | submit $ledger/1 >/dev/null

check 'the list is a table' \
  'flock-gateway users list >"$tmp/list" &&
     head -n 1 "$tmp/list" | grep -q "^USER .*LAST SEEN .*RECORDS .*OS VERSION" &&
     grep -q "^$user .* 4 .*'"'Debian 12'.*'Ann'"'" "$tmp/list"'
check_text 'or JSON' "$user Ann ${day%T*} 4 Debian 12" \
  'flock-gateway users list --json |
     jq -r "[.user,.name,.last_seen[:10],.records,.os_version]|join(\" \")"'
check_err 'only who is there is shown' "no user 'eve'" \
  'flock-gateway users show eve'

check_text 'a user without a key has none' 0 \
  'flock-gateway users keys $user >"$tmp/keys" && wc -l <"$tmp/keys"'
check_err 'the keys of nobody are not' "no user 'eve'" \
  'flock-gateway users keys $user eve'
check_status 'which is an error' 2 'flock-gateway users keys eve'

check_status 'a user is renamed' 0 'flock-gateway users rename $user "Ann_ Other"'
records 4 4 | submit $ledger/5 >/dev/null
check_text 'and the next record has it' 'Ann Other' \
  'flock-fetch --index "flock-2*" | jq -r "select(.n==4).user_name"'
check_status 'nobody is not' 2 'flock-gateway users rename eve Eve'
check_err 'nor is anybody to nothing' "'_': nothing of it is left" \
  'flock-gateway users rename $user _'
check_status 'or to more than is kept' 2 \
  'flock-gateway users rename $user "$(printf %257d 1)"'

new=$(flock-gateway users reset-token $user)
check_text 'a new token is good' '{"error":false}' \
  'curl_quietly -u $user:$new "$url/ping"'
check_text 'the old one no longer' 401 \
  'curl_quietly -o "$tmp/body" -w "%{http_code}\n" -u "$auth" "$url/ping"'
auth=$user:$new

invite=$(flock-gateway users invite --url "$url" --name Bob --uses 3)
check_err 'an invite needs a URL' '--url is missing' 'flock-gateway users invite'
check_err 'and a time to live' 'over at once' \
  'flock-gateway users invite --url "$url" --expires 0s'
check_text 'invites are listed' 'Bob 3' \
  'flock-gateway users invite list --json | jq -r "[.name,.uses]|join(\" \")"'
id=$(flock-gateway users invite list --json | jq -r .id)
check 'in a table too' \
  'flock-gateway users invite list | grep -q "^anybody .* $id .*'"'Bob'"'"'
check_status 'one is revoked' 0 'flock-gateway users invite revoke $id'
check_status 'once' 2 'flock-gateway users invite revoke $id'
check 'nobody can use it' \
  'register bob ",\"invite\":\"$(echo "$invite" | cut -d " " -f 3)\"" |
     grep -q "invite is not valid"'
invite=$(flock-gateway users invite --url "$url")
check_status 'or by its code' 0 \
  'flock-gateway users invite revoke -- "$(echo "$invite" | cut -d " " -f 3)"'

cat >"$tmp/index" <<'EOF'
{"hits":{"hits":[
{"_source":{"username":"4C4C-0051","name":"Nick","token":"3b0be5105ad4fd89efc3f2420f6074f3","created_at":"2020-04-05T12:34:56.123456"}},
{"_source":{"username":"4C4C-0052","name":"May","token":"4b0be5105ad4fd89efc3f2420f6074f3","created_at":"2020-04-05T12:34:56.123456"}}]}}
EOF
check_err "the predecessor's users are imported, loose matches named" \
  "'4c4c': 4C4C-0051 4C4C-0052" 'flock-gateway users import "$tmp/index"'
check_status 'once more changes nothing' 0 'flock-gateway users import <"$tmp/index"'
check_text 'their tokens are good' '{"error":false}' \
  'curl_quietly -u 4C4C-0051:3b0be5105ad4fd89efc3f2420f6074f3 "$url/ping"'
check 'and nowhere in the clear' \
  '! grep -q 3b0be5105ad4fd89efc3f2420f6074f3 "$FLOCK_STORE" "$FLOCK_STORE-wal"'
sed s/3b0/5b0/ "$tmp/index" >"$tmp/other"
check_status 'another token is not taken over' 3 \
  'flock-gateway users import "$tmp/other"'

flock-gateway users delete 4C4C-0052
check_err 'who was deleted is not imported again' "'4C4C-0052' was deleted" \
  'flock-gateway users import "$tmp/index"'
check_status 'and left out' 3 'flock-gateway users import "$tmp/index"'

check_status 'the store is sound' 0 'flock-gateway check'
check_status 'a copy is made meanwhile' 0 'flock-gateway backup "$tmp/copy.db"'
check_err 'never over another' 'is there already' \
  'flock-gateway backup "$tmp/copy.db"'
check_text 'it has everything' 5 \
  'flock-fetch --store "$tmp/copy.db" --index "flock-*" | wc -l'
check_status 'and is sound' 0 'flock-gateway check --store "$tmp/copy.db"'

echo "{\"hostIdentifier\":\"$user\",\"unixTime\":$((now - 8640000)),\"n\":9}" |
  submit $ledger/9 >/dev/null
check_err 'old records are pruned' 'deleted 1 records' \
  'flock-gateway prune -v --older-than 30d'
check_status 'an age is needed' 2 'flock-gateway prune'
check_text 'the rest stays' '' \
  'flock-fetch --index "flock-*" | jq "select(.n==9)"; echo'
check_err 'a name that is mistyped is said before anything is deleted' \
  "no user 'nosuch'" \
  'flock-gateway users delete --with-records $user nosuch'
check_text 'and nothing is' '{"error":false}' \
  'curl_quietly -u "$auth" "$url/ping"'
check_err 'a user goes with all records, named twice or not' \
  "deleted $user with 5 records" \
  'flock-gateway users delete -v --with-records $user $user'
check_status 'once' 2 'flock-gateway users delete --with-records $user'
check_text 'they are gone' 0 \
  'flock-fetch --index "flock-*" | jq -c "select(.username==\"$user\")" | wc -l'
check_status 'and the store is sound' 0 'flock-gateway check'
flock-sign keygen --key "$tmp/lap.sec" --public "$tmp/lap.pub"
key=",\"public_key\":\"$(tail -n 1 "$tmp/lap.pub")\""
for name in lap1 lap2; do register $name "$key" >/dev/null; done
flock-gateway users delete lap1
register lap1 "$key" >/dev/null
token=${token}2
invite=$(flock-gateway users invite --url "$url" --user lap2)
register lap2 "$key,\"invite\":\"$(echo "$invite" | cut -d ' ' -f 3)\"" >/dev/null
flock-gateway users delete lap2
check_text 'a key that came back is printed once, with its last end or none' \
  'lap1 lap2 until' \
  'flock-gateway users keys >"$tmp/trusted" &&
     cut -d " " -f 1,3 "$tmp/trusted" | cut -d = -f 1 | xargs'
check_text 'which flock-sign verifies by' 1 \
  'records 1 1 | sed "s/$user/lap1/" | flock-sign --key "$tmp/lap.sec" |
     flock-sign verify --trusted "$tmp/trusted" | wc -l'

check_stop 'told to stop it ends well'
