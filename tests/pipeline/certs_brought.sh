#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# A CA and keys that openssl(1) made, looked after by flock-certs.
. "${0%/*}/lib.sh"
plan 4
cd "$tmp" || exit 1

mkdir -p certs/ca certs/old
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 365 \
  -keyout certs/ca/ca.key -out certs/ca/ca.crt -subj '/O=Team/CN=Brought' \
  -addext keyUsage=critical,keyCertSign,cRLSign 2>/dev/null
chmod 600 certs/ca/ca.key
cat >instances.yml <<'YAML'
ca: {name: Another name}
instances:
  - {name: gateway, dns: localhost}
YAML
flock-certs create
flock-certs client ann
flock-certs revoke ann
verify='openssl verify -x509_strict -CAfile certs/ca/ca.crt'

check 'a brought CA that is renewed has still signed its leaves' \
  'cp certs/ca/ca.crt before.crt && flock-certs renew ca &&
   ! cmp -s before.crt certs/ca/ca.crt && $verify certs/gateway/gateway.crt'
check_status 'nor does check find anything' 0 \
  'flock-certs check --ignore ca_key_unprotected gateway'
check 'a CRL made then still has what was revoked before' \
  'flock-certs crl && ! $verify -crl_check -CRLfile certs/ca/ca.crl \
     certs/ann/ann.crt 2>err && grep -q revoked err'
check_text 'under the same subject' 'subject=O = Team, CN = Brought' \
  'openssl x509 -in certs/ca/ca.crt -noout -subject'
