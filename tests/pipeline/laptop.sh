# SPDX-License-Identifier: GPL-3.0-or-later
# What the tests of a whole laptop share, sourced behind lib.sh and gateway.sh:
#
#   start_server [OPTION...]   a gateway over TLS, at one and the same port as
#                              often as it is started; sets $url and $gateway
#   stop_server                ends it
#   invite [OPTION...]         prints an invite
#   join                       registers this laptop; sets $user
#   rows TWIG VALUE...         what the twig finds from now on: rows {"n":VALUE}
#   pipeline [OPTION...]       the four tools, OPTIONs for flock-collect, $send
#                              for flock-send; its status is the highest
#   stored                     what the store has, in the order of the chain
#   verified                   whether all of it verifies, to the ledger's end
#
# The twigs are `probe` and `other`, one column n that the policy keeps, over
# the fake osqueryi.
#
# shellcheck shell=sh disable=SC2154

mkdir "$tmp/tables" "$FLOCK_CONFIG_DIR/catalogue.d"
FAKE_OSQUERYI_TABLES=$tmp/tables
export FAKE_OSQUERYI_TABLES
cat >"$FLOCK_CONFIG_DIR/catalogue.d/probe.json" <<'END'
{"queries": {
  "probe": {"query": "select n, secret from probe;", "interval": 3600,
            "description": "Probe", "value": "To see what arrives"},
  "other": {"query": "select n from other;", "interval": 3600,
            "description": "Other", "value": "To see what does not"}}}
END
cat >"$FLOCK_CONFIG_DIR/policy.json" <<'END'
{"members": ["name", "unixTime", "epoch", "counter", "action"],
 "twigs": {"probe": {"columns": {"n": "keep"}},
           "other": {"columns": {"n": "keep"}}}}
END

make_certificates() { # FOLDER
  flock-certs create --in "$1.yml" --out "$1" gateway localhost 127.0.0.1
}

# A port that nobody listens at, below those that connections are given.
random_port() {
  od -An -N4 -tu4 /dev/urandom | awk '{ print 20000 + $1 % 10000 }'
}

port=
start_server() {
  [ -e "$tmp/certs" ] || make_certificates "$tmp/certs"
  : "${port:=$(random_port)}"
  tries=0
  until start_gateway --cert "$tmp/certs/gateway/gateway.chain.crt" \
    --key "$tmp/certs/gateway/gateway.key" "$@"; do
    wait "$gateway"
    tries=$((tries + 1))
    [ "$tries" -lt 10 ] || return 1
    port=$(random_port)
  done
}

stop_server() {
  kill "$gateway"
  wait "$gateway"
}

invite() {
  flock-gateway users invite --url "$url" --ca "$tmp/certs/ca/ca.crt" "$@"
}

join() {
  invite | flock-send register >/dev/null || return 1
  user=$(flock-send status --json | jq -r .user)
}

rows() {
  twig=$1
  shift
  for value; do echo "$value"; done |
    jq -cRn '[inputs | {n: ., secret: "hush"}]' >"$tmp/rows.new"
  mv "$tmp/rows.new" "$tmp/tables/$twig.json"
}

# Its status goes to descriptor 3, as sh has no pipefail.
stage() {
  "$@" 3>&-
  echo $? >&3
}

send=
# shellcheck disable=SC2086 # one word an option
pipeline() {
  highest=$(
    { stage flock-collect "$@" | stage flock-redact | stage flock-sign |
      stage flock-send $send; } 3>&1 >/dev/null |
      awk '$1 != 141 && $1 > highest { highest = $1 } END { print highest + 0 }'
  )
  return "$highest"
}

stored() { flock-fetch --order chain "$@"; }

verified() {
  flock-gateway users keys >"$tmp/trusted"
  stored | flock-sign verify --trusted "$tmp/trusted" --from-start \
    --head "$FLOCK_STATE_DIR/ledger/checkpoint.json" "$@" >/dev/null
}

# Of twig probe, in order: "added:0 ..." is action and n.
probe_rows() {
  jq -r 'select(.name == "probe") | .action + ":" + .columns.n' | xargs
}
