#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# A CA and keys that openssl(1) made, looked after by flock-certs.
. "${0%/*}/lib.sh"
plan 18
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

# What was revoked once stays so.
number() { openssl x509 -in certs/ann/ann.crt -noout -serial | cut -d= -f2; }
on_list() {
  openssl crl -in certs/ca/ca.crl -noout -text | grep -c "Number: $(number)"
}
rm certs/ca/revoked
check_text 'a lost list of what was revoked is a finding' 'crl_differs revoked' \
  'flock-certs check --ignore ca_key_unprotected --json |
     jq -r .finding | xargs'
check_err 'the next CRL takes it from the one before' 'lacked 1 serial' \
  'flock-certs crl'
check_text 'and has it still' 1 on_list
check 'as the list has' 'grep -qi "^$(number) " certs/ca/revoked &&
  flock-certs check ca --ignore ca_key_unprotected'
echo torn >certs/ca/ca.crl
check_err 'a broken CRL is made anew from what is written down' \
  "it is made anew from 'certs/ca/revoked'" 'flock-certs crl'
check_text 'whole' 1 on_list
rm certs/ca/revoked
echo torn >certs/ca/ca.crl
check_status 'but from nothing none is made' 2 'flock-certs crl'

# Coming from certgen: keys that were brought, some of which cannot be used.
mkdir fleet && cd fleet || exit 1
cat >instances.yml <<'YAML'
instances:
  - {name: a, dns: a.example.com}
  - {name: b, dns: b.example.com}
  - {name: c, dns: c.example.com}
YAML
mkdir -p certs/a
(umask 077 && openssl genrsa -out certs/a/a.key 2048 2>/dev/null)
flock-certs create
check_err 'a brought key of another type is to be said' "with 'key:' in" \
  'flock-certs create'
check_text 'which check says too' 1 \
  "flock-certs check | grep -c 'say so with .key:'"
cp certs/a/a.key before.key
check 'it gets its certificates' \
  'flock-certs renew --all && cmp before.key certs/a/a.key &&
   openssl verify -CAfile certs/ca/ca.crt certs/a/a.crt'
chmod 644 certs/b/b.key
cp certs/c/c.crt before.crt
check_err 'a key that others can read is named' 'b/b.key' \
  'flock-certs renew --all'
check 'and keeps no other from being renewed' '! cmp -s before.crt certs/c/c.crt'
check_status 'with a status for cron' 2 'flock-certs renew --all'
check_text 'no short life is near its end unless that is asked for' '0
1' 'for within in "" "--within 400d"; do
     flock-certs check $within --json c | grep -c expires; done; true'
