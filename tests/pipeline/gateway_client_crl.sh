#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# serve --client-crl: a client's certificate that was revoked is refused, also
# after the CA was rolled over, and so is everybody where the list is stale.
. "${0%/*}/lib.sh"
. "${0%/*}/gateway.sh"
plan 15
cd "$tmp" || exit 1

flock-certs create gateway localhost 127.0.0.1
flock-certs client ann
flock-certs client bob
flock-certs crl
gateway() {
  start_gateway --cert certs/gateway/gateway.chain.crt \
    --key certs/gateway/gateway.key --client-ca certs/ca/ca.crt "$@"
}
as() {
  curl -s -o body -w '%{http_code}\n' --cacert certs/ca/ca.crt \
    --cert "certs/$1/$1.crt" --key "certs/$1/$1.key" "$url/ping" || true
}
at() { date -u -d "$1" +%FT%TZ; }
serves() { [ "$(as "$1")" = "$2" ]; }

gateway --client-crl certs/ca/ca.crl
check_text 'who was not revoked comes in' '401
401' 'as ann; as bob'
flock-certs revoke ann
check_text 'a list is read at the start' 401 'as ann'
kill -HUP "$gateway"
check 'and at SIGHUP: who was revoked does not' 'wait_for "serves ann 000"'
check_text 'the others do' 401 'as bob'

cp certs/ca/ca.key old.key
flock-certs renew --rekey ca
flock-certs renew gateway
flock-certs client carol
kill -HUP "$gateway"
check 'a new CA needs a list' 'wait_for "serves carol 000"'
check_text 'which an old one still has' 401 'as bob'
flock-certs crl
kill -HUP "$gateway"
check 'with both they come in' 'wait_for "serves carol 401"'
check_text 'but who was revoked' '000
401' 'as ann; as bob'
check_stop 'it stops'

check 'nothing is said of lists that last' '! grep -q "ends soon" "$tmp/started.err"'
flock-certs crl --now "$(at '25 days ago')"
gateway --client-crl certs/ca/ca.crl
check 'one that ends soon is named' \
  'wait_for "grep -q \"a list of revoked.*ends soon.*ca.crl.*days=4\" started.err"'
check_stop 'it stops'

flock-certs crl --ca-key old.key --now "$(at '60 days ago')"
gateway --client-crl certs/ca/ca.crl
check_text 'a list whose time is over lets nobody in' '000
401' 'as bob; as carol'
check_stop 'it stops again'
check_err 'a list needs a CA' '--client-crl requires --client-ca' \
  'timeout 20 flock-gateway serve --cert certs/gateway/gateway.chain.crt \
     --key certs/gateway/gateway.key --client-crl certs/ca/ca.crl'
