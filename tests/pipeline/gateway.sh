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

now=$(date +%s)
