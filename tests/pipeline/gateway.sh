# SPDX-License-Identifier: GPL-3.0-or-later
# What the gateway's tests share, sourced behind lib.sh:
#
#   start_gateway OPTION...      waits until it is ready; sets $url and $gateway
#                                (its pid); the kernel picks the port, unless
#                                $port is set
#   check_stop NAME              it ends with 0 on SIGTERM
#   register USER [MEMBERS]      sets $auth, for curl
#   records FIRST LAST           that many records of $user, now
#   submit [LEDGER/N]            sends standard input
#   start_sender N               sends N batches of 20 records of $user in the
#                                background, each until it is acknowledged;
#                                send_to URL: there from now on
#   acknowledged                 how many of them were
#   check_race URL URL COUNT     two gateways of one store, open to all, asked
#                                at once for racer-1 to racer-COUNT; 4 checks
#   rss                          the gateway's memory, in MiB, at its highest
#
# The store is $FLOCK_STORE.
#
# shellcheck shell=sh disable=SC2154

FLOCK_STORE=$tmp/gateway.db
export FLOCK_STORE
user=ann-laptop
token=0123456789abcdef0123456789abcdef
auth=$user:$token
ledger=AAECAwQFBgcICQoLDA0ODw
mkfifo "$tmp/ready"

start_gateway() {
  flock-gateway serve --listen "127.0.0.1:${port:-0}" "$@" \
    >"$tmp/ready" 2>>"$tmp/started.err" &
  gateway=$!
  started_pids="$started_pids $gateway"
  url=
  read -r _ url <"$tmp/ready"
  [ -n "$url" ]
}

check_stop() {
  kill "$gateway"
  wait "$gateway"
  result "$1" $? "$tmp/started.err"
}

curl_quietly() { curl -sS --max-time 30 "$@"; }

register() {
  curl_quietly -H 'Content-Type: application/json' \
    -d "{\"username\":\"$1\",\"auth_token\":\"$token\"${2-}}" "$url/register"
}

records() {
  n=$1
  while [ "$n" -le "$2" ]; do
    echo "{\"hostIdentifier\":\"$user\",\"unixTime\":$now,\"n\":$n}"
    n=$((n + 1))
  done
}

submit() {
  curl_quietly -u "$auth" -H 'Content-Type: application/x-ndjson' \
    ${1:+-H "Idempotency-Key: $1"} --data-binary @- "$url/submit"
}

send_to() {
  echo "$1" >"$tmp/url.new"
  mv "$tmp/url.new" "$tmp/url"
}

send_batches() {
  batch=0
  while [ "$batch" -lt "$1" ]; do
    first=$((batch * 20 + 1))
    records $first $((first + 19)) >"$tmp/batch"
    until submit "$ledger/$first" <"$tmp/batch" 2>/dev/null |
      grep -q '"processed_count":20'; do
      read -r url <"$tmp/url"
    done
    batch=$((batch + 1))
    echo "$batch" >>"$tmp/acknowledged"
  done
}

start_sender() {
  send_to "$url"
  send_batches "$1" &
  started_pids="$started_pids $!"
}

acknowledged() { tail -n 1 "$tmp/acknowledged" 2>/dev/null || echo 0; }

# Each in a process of its own, as agents that bring no token of theirs.
ask_for_name() { # URL NAME ANSWER
  curl_quietly -H 'Content-Type: application/json' -o "$3" \
    -d "{\"username\":\"$2\"}" "$1/register"
}

check_race() {
  mkdir "$tmp/race"
  n=1
  while [ "$n" -le "$3" ]; do
    ask_for_name "$1" "racer-$n" "$tmp/race/$n.a" &
    ask_for_name "$2" "racer-$n" "$tmp/race/$n.b"
    wait $!
    for racer in a b; do
      won=$(jq -r '.auth_token // empty' "$tmp/race/$n.$racer")
      if [ -n "$won" ]; then
        echo "racer-$n $won" >>"$tmp/race/won"
      else
        jq -r .error_msg "$tmp/race/$n.$racer" >>"$tmp/race/lost"
      fi
    done
    n=$((n + 1))
  done
  seq -f 'racer-%.0f' "$3" | sort >"$tmp/race/names"
  check 'each name has one winner' \
    'cut -d " " -f 1 "$tmp/race/won" | sort | diff "$tmp/race/names" - >&2'
  check 'the other is told that it is taken' \
    'sed "s/.*/Your computer (&) is already registered with this server/" \
       "$tmp/race/names" >"$tmp/race/texts"
     sort "$tmp/race/lost" | diff "$tmp/race/texts" - >&2'
  for race_url in "$1" "$2"; do
    check "the winner's token is good at $race_url" \
      'while read -r name won; do
         [ "$(curl_quietly -u "$name:$won" "$race_url/ping")" = \
           "{\"error\":false}" ] || exit 1
       done <"$tmp/race/won"'
  done
}

rss() { awk '/^VmHWM:/ { print int($2 / 1024) }' "/proc/$gateway/status"; }

now=$(date +%s)
