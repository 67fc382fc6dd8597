#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# A real engine that serves HTTPS with what flock-certs pkcs12 made, and takes
# only clients with certificates of its CA: curl, the gateway, and check.
engine=opensearch
here=$(cd "$(dirname "$0")" && pwd)
. "$here/../pipeline/lib.sh"
. "$here/../pipeline/gateway.sh"
plan 13
cd "$tmp" || exit 1

printf '%s\n' 'instances:' \
  '  - {name: engine, dns: localhost, ip: 127.0.0.1}' \
  '  - {name: gateway, role: both, dns: localhost, ip: 127.0.0.1}' \
  '  - {name: admin, role: client}' >instances.yml
flock-certs create
flock-certs create --in other.yml --out other gateway localhost
(umask 077; echo 'correct horse' >word)
flock-certs pkcs12 --passphrase-file word engine
engine_store="$tmp/certs/engine/engine.p12 $tmp/word"
. "$here/engine_start.sh"

# as NAME [CA]: what curl has to be somebody.
as() {
  echo "--cacert ${2:-certs/ca/ca.crt} --cert certs/$1/$1.crt \
    --key certs/$1/$1.key"
}
check 'it answers a client' \
  'curl -sS $(as admin) "$engine_url" | jq -e .version.number'
check 'by name too, in TLS 1.2 as in 1.3' \
  'for tls in 1.2 1.3; do
     curl -sS --tlsv$tls --tls-max $tls $(as admin) --fail -o body \
       "https://localhost:${engine_url##*:}" || exit 1
   done'
check_status 'who looks for another CA is not satisfied' 60 \
  'curl -sS $(as admin other/ca/ca.crt) "$engine_url"'
check_status 'it takes nobody without a certificate' 56 \
  'curl -sS --cacert certs/ca/ca.crt "$engine_url"'
check_status 'nobody with one of another CA' 56 \
  'curl -sS --cacert certs/ca/ca.crt --cert other/gateway/gateway.crt \
     --key other/gateway/gateway.key "$engine_url"'
check_status 'and no server for a client' 56 'curl -sS $(as engine) "$engine_url"'
check_text 'check finds it to serve what lies here' '' \
  'flock-certs check --ignore ca_key_unprotected \
     --connect "localhost:${engine_url##*:}" engine; echo'
flock-certs renew engine
check_text 'and after renew that it does not yet' 1 \
  'flock-certs check --connect "127.0.0.1:${engine_url##*:}" engine |
     grep -c "\[served_differs\]"'

unset FLOCK_STORE
FLOCK_ELASTICSEARCH=$engine_url
FLOCK_ELASTICSEARCH_CA=$tmp/certs/ca/ca.crt
export FLOCK_ELASTICSEARCH FLOCK_ELASTICSEARCH_CA
check_err 'the gateway is not taken without a certificate' 'bad certificate' \
  'timeout 60 flock-gateway setup'
FLOCK_ELASTICSEARCH_CERT=$tmp/certs/gateway/gateway.crt
FLOCK_ELASTICSEARCH_KEY=$tmp/certs/gateway/gateway.key
export FLOCK_ELASTICSEARCH_CERT FLOCK_ELASTICSEARCH_KEY
check 'and is with one' 'flock-gateway setup 2>"$tmp/setup"'
start_gateway
check 'it makes users there' \
  'flock-gateway users invite --url "$url" --user ann >invite && [ -s invite ]'
check 'which lie in the engine' \
  'curl -sS $(as admin) "$engine_url/flock_users/_count" | jq -e ".count >= 1"'
