#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# A real TLS handshake with what flock-certs made: openssl(1) serves, curl(1)
# and openssl(1) connect.
. "${0%/*}/lib.sh"
plan 7
cd "$tmp" || exit 1

flock-certs create server localhost 127.0.0.1
flock-certs create --in other.yml --out other server localhost
: >started.out
# The kernel picks the port; -cert_chain adds the CA behind the leaf.
start openssl s_server -accept 127.0.0.1:0 -www -key certs/server/server.key \
  -cert certs/server/server.crt -cert_chain certs/server/server.chain.crt
check 'the server is ready' "wait_for 'grep -q ^ACCEPT started.out'"
port=$(sed -n 's/^ACCEPT.*://p' started.out | head -n 1)

check 'curl trusts it with our CA' \
  'curl -sS --cacert certs/ca/ca.crt https://127.0.0.1:$port/ |
     grep -q "Protocol.*TLSv1.3"'
check 'by its name too' \
  'curl -sS --cacert certs/ca/ca.crt --resolve localhost:$port:127.0.0.1 \
     https://localhost:$port/'
check_status 'not by another name' 60 \
  'curl -sS --cacert certs/ca/ca.crt --resolve gateway:$port:127.0.0.1 \
     https://gateway:$port/'
check_status 'not with another CA' 60 \
  'curl -sS --cacert other/ca/ca.crt https://127.0.0.1:$port/'
check_status 'not with the CAs of the system' 60 \
  'curl -sS https://127.0.0.1:$port/'

# What flock-send register does with an invite: the last certificate served is
# the CA.
served=$(openssl s_client -connect "127.0.0.1:$port" -showcerts </dev/null \
  2>/dev/null | awk '/BEGIN CERT/{pem=""} {pem=pem $0 "\n"} END{}
    /END CERT/{last=pem} END{printf "%s", last}' |
  openssl x509 -outform DER | openssl dgst -sha256 -binary | openssl base64 |
  tr '+/' '-_' | tr -d '=')
check_text 'the CA is served, and has the hash that show gives' "$served" \
  'flock-certs show --json | jq -r "select(.name == \"ca\").hash"'
