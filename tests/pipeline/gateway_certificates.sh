#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Certificates of a running gateway: those that end soon are named, and SIGHUP
# reads new ones.
. "${0%/*}/lib.sh"
. "${0%/*}/gateway.sh"
plan 12
cd "$tmp" || exit 1

ca() { # NAME DAYS
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes \
    -keyout "$1.key" -out "$1.crt" -days "$2" -subj "/CN=$1"
}
leaf() { # CA NAME DAYS: NAME.chain.crt
  openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes \
    -keyout "$2.key" -out "$2.csr" -subj "/CN=$2" &&
    echo 'subjectAltName=DNS:localhost,IP:127.0.0.1' >san &&
    openssl x509 -req -in "$2.csr" -CA "$1.crt" -CAkey "$1.key" \
      -CAcreateserial -days "$3" -extfile san -out "$2.crt" &&
    cat "$2.crt" "$1.crt" >"$2.chain.crt"
}
{
  ca long-ca 3650 && ca short-ca 20 && leaf long-ca long 90 &&
    leaf long-ca short 10 && leaf short-ca of-short-ca 90
} >made 2>&1

serve() { # CERTIFICATE [OPTION...]
  certificate=$1
  shift
  : >started.err
  start_gateway --registration open --cert "$certificate.chain.crt" \
    --key "$certificate.key" "$@"
  # It takes connections once it has said what there is to say.
  served >served.first
}
served() {
  openssl s_client -connect "${url#https://}" </dev/null 2>/dev/null |
    openssl x509 -noout -subject | sed 's/.*= *//'
}
stop() { kill "$gateway" && wait "$gateway"; }

serve long --client-ca long-ca.crt
check 'nothing is said while all end later' '! grep -q "ends soon" started.err'
speaks() { # VERSION: whether it does
  openssl s_client -connect "${url#https://}" "-$1" \
    -cipher 'DEFAULT@SECLEVEL=0' </dev/null >speaks.out 2>&1
}
stop
serve long
check 'TLS 1.2 and 1.3 are spoken' 'speaks tls1_2 && speaks tls1_3'
check 'older ones are not' '! speaks tls1_1 && ! speaks tls1'
stop
serve short
check 'a certificate that ends soon is named' \
  'grep -q "warning a certificate of the chain ends soon.*short.chain.crt.*days=9" started.err'
check_text 'it is served all the same' short 'served'

cp long.chain.crt short.chain.crt
cp long.key short.key
: >started.err
kill -HUP "$gateway"
check 'SIGHUP reads the renewed one' 'wait_for "grep -q \"read again\" started.err"'
check_text 'which is served' long 'served'
check 'and no longer complained of' '! grep -q "ends soon" started.err'
echo nonsense >short.chain.crt
kill -HUP "$gateway"
check 'one that cannot be used is not taken' \
  'wait_for "grep -q \"stay as they were.*short.chain.crt\" started.err"'
check_text 'the old one goes on' long 'served'
stop

serve of-short-ca
check 'a CA that ends soon is named' \
  'grep -q "a certificate of the chain ends soon.*days=19" started.err'
stop
serve long --client-ca short-ca.crt
check "the clients' CA too" \
  'grep -q "a CA of the clients ends soon.*short-ca.crt.*days=19" started.err'
