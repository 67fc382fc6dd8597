#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# flock-send register: whom it trusts, what it sends when, and what a repeat
# does.
. "${0%/*}/lib.sh"
. "${0%/*}/gateway.sh"
. "${0%/*}/laptop.sh"
plan 62

users() { flock-gateway users list --json | jq -r .user; }

check_err 'before, flock-send says what to do' 'hint: .*flock-send register' \
  'flock-send </dev/null'
check_status 'and does nothing' 2 'flock-send </dev/null'
check_status 'nor does flock-collect' 2 'flock-collect'
check_text 'status says so' \
  'This laptop is not registered: flock-send register connects it.' \
  'flock-send status || true'

start_server
invite >"$tmp/invite"
read -r _ _ code hash <"$tmp/invite"

# ---- what is no invite, and who is not the gateway

check_status 'no invite is none' 2 'flock-send register </dev/null'
check_text 'and makes no folder' '' \
  'FLOCK_CONFIG_DIR=$tmp/none flock-send register </dev/null 2>&1 | grep -v flock; ls $tmp | grep none; echo'
check_err 'nor is any line' 'that is no invite' \
  'echo "flock-invite-1 $url" | flock-send register'
check_status 'a missing file is a usage error' 2 \
  'flock-send register --invite-file $tmp/missing'
check_status 'a user name has only some characters' 2 \
  'flock-send register --user "a b" <$tmp/invite'

make_certificates "$tmp/others"
other=$(flock-certs show --json --out "$tmp/others" |
  jq -r 'select(.name == "ca").hash')
refused="echo 'flock-invite-1 $url $code $other' | flock-send register"
check_status 'a server without the CA of the invite is not trusted' 5 "$refused"
check_err 'and that is said' 'does not show the CA that the invite names' \
  "$refused"
check_status 'nor is ours by the CAs of the system' 5 \
  'echo "flock-invite-1 $url $code -" | flock-send register'

# A server that shows our CA's certificate behind one that this CA never saw; an
# input that does not end, else it hangs up.
mkfifo "$tmp/idle"
exec 8<>"$tmp/idle"
openssl s_server -accept 127.0.0.1:0 \
  -key "$tmp/others/gateway/gateway.key" \
  -cert "$tmp/others/gateway/gateway.crt" -cert_chain "$tmp/certs/ca/ca.crt" \
  <&8 >"$tmp/imposter" 2>&1 &
started_pids="$started_pids $!"
wait_for 'grep -q ^ACCEPT "$tmp/imposter"'
imposter=https://127.0.0.1:$(sed -n 's/^ACCEPT.*://p' "$tmp/imposter")
check_status 'to show a CA is not to be certified by it' 5 \
  'echo "flock-invite-1 $imposter $code $hash" | flock-send register'
check 'the imposter never saw the code' \
  'grep -q CIPHER "$tmp/imposter" && ! grep -q "$code" "$tmp/imposter"'

check_status 'nobody there: try again' 4 \
  'echo "flock-invite-1 https://127.0.0.1:9 $code $hash" | flock-send register'
check_status 'all of this registered nothing' 2 'flock-send </dev/null'
check_text 'and nobody' '' 'users; echo'

# ---- the invite is good for one

port_of_relay=$(random_port)
relay() { # [lose]: a relay at $port_of_relay; sets $relay
  "$tests_dir/fakes/relay" "$port_of_relay" "$port" "$@" \
    >"$tmp/ready" 2>>"$tmp/started.err" &
  relay=$!
  started_pids="$started_pids $relay"
  read -r _ <"$tmp/ready"
}
until relay lose; do port_of_relay=$(random_port); done
sed "s/:$port /:$port_of_relay /" "$tmp/invite" >"$tmp/relayed"
flock-send register <"$tmp/relayed" 2>"$tmp/lost" &
laptop=$!
check 'the gateway registers a laptop' 'wait_for "users | grep -q laptop-"'
kill $relay
wait $laptop
result 'whose answer is lost: try again' "$([ $? -eq 4 ]; echo $?)" "$tmp/lost"
check 'with the same invite' 'grep -q "same invite" "$tmp/lost"'
check_status 'until then it is not registered' 2 'flock-send ping'
cp -Rp "$FLOCK_CONFIG_DIR" "$tmp/unanswered"
relay
name=$(users)
check_text 'the repeat is answered like the first' \
  "registered as $name at https://127.0.0.1:$port_of_relay" \
  'flock-send register <"$tmp/relayed"'
check_text 'there is still one user' "$name" users
check 'the gateway knows the laptop' 'flock-send ping'
check_text 'nothing is left of the way there' '' \
  'ls $FLOCK_CONFIG_DIR | grep registering; echo'

again='FLOCK_CONFIG_DIR=$tmp/second flock-send register <$tmp/invite'
check_status 'a second use of the invite is refused' 5 "$again"
check_err 'and that is said' 'hint: ask your administrator for a new invite' \
  "$again"
check_text 'which leaves nothing of it' '' \
  'ls $tmp/second | grep -e registering -e token; echo'
check_status 'by the laptop itself as well' 5 'flock-send register <$tmp/relayed'
check_err 'which is told that it stays as it was' \
  "hint: it stays registered as $name at " 'flock-send register <$tmp/relayed'
check 'and does' 'flock-send ping && [ ! -e $FLOCK_CONFIG_DIR/registering ]'

# ---- cut off while it is put in force

for files in token 'token ca.crt' 'token ca.crt gateway.json'; do
  rm -rf "$tmp/cut"
  cp -Rp "$tmp/unanswered" "$tmp/cut"
  (cd "$FLOCK_CONFIG_DIR" && cp -p $files "$tmp/cut")
  check_text "behind $files: a repeat completes it" \
    "registered as $name at https://127.0.0.1:$port_of_relay" \
    'FLOCK_CONFIG_DIR=$tmp/cut flock-send register <"$tmp/relayed"'
  check 'with the same token' \
    'cmp $tmp/cut/token $FLOCK_CONFIG_DIR/token >&2 &&
     FLOCK_CONFIG_DIR=$tmp/cut flock-send ping && [ ! -e $tmp/cut/registering ]'
done

# ---- what it left

check_text 'secrets are for the owner alone' \
  'ca.crt 644 sign.key 600 sign.pub 644 token 600' \
  'cd $FLOCK_CONFIG_DIR && stat -c "%n %a" ca.crt sign.key sign.pub token | xargs'
check 'it trusts our CA' 'cmp $FLOCK_CONFIG_DIR/ca.crt $tmp/certs/ca/ca.crt'
check_text 'the gateway has the public key' \
  "$name $(tail -n 1 "$FLOCK_CONFIG_DIR/sign.pub")" 'flock-gateway users keys'
check 'no secret was logged' \
  '! grep -F -e "$code" -e "$(head -n 1 $FLOCK_CONFIG_DIR/token)" "$tmp/started.err"'

kill $relay
check_status 'pinged while it is away: try again' 4 'flock-send ping'

# ---- names

invite --name 'From the invite' >"$tmp/invite"
check_text 'a name may be chosen' "registered as ann at $url" \
  'FLOCK_CONFIG_DIR=$tmp/ann flock-send register --user ann --name "Ann, 2nd floor" \
     --invite-file $tmp/invite'
check_text 'where the policy has pseudonyms their key is made' 'pseudonym.key 600' \
  'cd $tmp/ann && stat -c "%n %a" pseudonym.key'
check_text 'and what administrators see' 'Ann, 2nd floor' \
  'flock-gateway users show --json ann | jq -r .name'
check_err 'a name that is taken is refused, with the cure' 'choose another name' \
  'invite | FLOCK_CONFIG_DIR=$tmp/third flock-send register --user ann'
flock-gateway users delete ann
check_status 'a deleted user is refused for good' 5 \
  'wait_for "FLOCK_CONFIG_DIR=$tmp/ann flock-send ping; [ \$? -eq 5 ]" &&
   FLOCK_CONFIG_DIR=$tmp/ann flock-send ping'

# ---- another name, while records wait under this one

rm "$FLOCK_CONFIG_DIR/gateway.json" "$FLOCK_CONFIG_DIR/token"
rm -rf "$FLOCK_STATE_DIR"
join
flock-collect allow probe
rows probe 1 2
send='--rest 1h'
pipeline
send=
invite >"$tmp/invite"
cp -R "$FLOCK_CONFIG_DIR" "$tmp/before"
anew='flock-send register --user bob <$tmp/invite'
check_status 'records wait under the name: try again' 4 "$anew"
check_err 'which says how many' "another name than $user: 5 records wait" "$anew"
check_err 'and the cure' 'hint: flock-send deliver first, or flock-send withdraw --all' \
  "$anew"
check 'nothing has changed' 'diff -r $tmp/before $FLOCK_CONFIG_DIR >&2 && flock-send ping'
check_status 'another gateway means another name' 4 \
  'sed "s/127.0.0.1/localhost/" $tmp/invite | flock-send register'
check_text 'which can be kept there' "registered as $user at $(
  echo "$url" | sed s/127.0.0.1/localhost/)" \
  'invite --user $user | sed "s/127.0.0.1/localhost/" |
     flock-send register --user $user'
check 'what waited goes there' 'flock-send deliver'
check_text 'once' 'added:1 added:2' 'stored | probe_rows'
check_text 'every twig gives all of its rows there' 'added:1 added:2' \
  'flock-collect | probe_rows'
pipeline
check_text 'the invite is good still' "registered as bob at $url" "$anew"
check 'for the other name' pipeline
check_text 'too, it gives all of its rows' 'added:1 added:2' \
  'stored --user bob | probe_rows'
check_text 'without a refused one' 0 'flock-send status --json | jq .refused'
send='--rest 1h'
rows probe 1 2 3
pipeline --now
check 'where there is nobody left to deliver to' 'flock-send withdraw --all'
check_text 'what was withdrawn does not stand in the way' "registered as cyd at $url" \
  'invite | flock-send register --user cyd'
