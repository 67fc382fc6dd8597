#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# A real engine that serves HTTPS with what flock-certs pkcs12 made, and takes
# only clients with certificates of its CA: curl, the gateway, and check.
# engine_certs.sh ENGINE
engine=${1:?usage: engine_certs.sh ENGINE}
here=$(cd "$(dirname "$0")" && pwd)
. "$here/../pipeline/lib.sh"
. "$here/../pipeline/gateway.sh"
plan 18
cd "$tmp" || exit 1

printf '%s\n' 'instances:' \
  '  - {name: engine, dns: localhost}' \
  '  - {name: gateway, role: both, dns: localhost, ip: 127.0.0.1}' \
  '  - {name: admin, role: client}' >instances.yml
flock-certs create
flock-certs create --in other.yml --out other gateway localhost
(umask 077; echo 'correct horse' >word)
flock-certs pkcs12 --passphrase-file word engine
engine_store="$tmp/certs/engine/engine.p12 $tmp/word"
. "$here/engine_start.sh"
# Its certificate has the name, not the address.
by_address=$engine_url
engine_url=https://localhost:${engine_url##*:}

# as NAME [CA]: what curl has to be somebody.
as() {
  echo "--cacert ${2:-certs/ca/ca.crt} --cert certs/$1/$1.crt \
    --key certs/$1/$1.key"
}
check 'it answers a client' \
  'curl -sS $(as admin) "$engine_url" | jq -e .version.number'
check 'in TLS 1.2 as in 1.3' \
  'for tls in 1.2 1.3; do
     curl -sS --tlsv$tls --tls-max $tls $(as admin) --fail -o body \
       "$engine_url" || exit 1
   done'
check_status 'but under no name that its certificate has not' 60 \
  'curl -sS $(as admin) "$by_address"'
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
  'flock-certs check --connect "localhost:${engine_url##*:}" engine |
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
check_err 'nor does it take an engine of another CA' 'verify failed|self.signed' \
  'FLOCK_ELASTICSEARCH_CA=$tmp/other/ca/ca.crt timeout 60 flock-gateway setup'
check_err 'or another host' 'IP address|host name|does not match' \
  'FLOCK_ELASTICSEARCH=$by_address timeout 60 flock-gateway setup'
check 'else it sets it up' 'flock-gateway setup 2>"$tmp/setup"'
start_gateway --registration open
check_text 'a user registers' "{\"auth_token\":\"$token\",\"error\":false}" \
  'register $user'
check_text 'whose records are taken' \
  '{"error":false,"processed_count":2,"rejected":[]}' \
  'records 1 2 | submit $ledger/1'
check_text 'and lie in the engine' '1 2' \
  'flock-fetch | jq "select(.n).n" | sort | xargs'
check_stop 'told to stop the gateway ends well'
