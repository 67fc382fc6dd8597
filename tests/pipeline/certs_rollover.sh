#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# A new CA, as flock-certs(1) walks through it, with a CRL: whoever holds the
# files of a step takes what servers hold by then, and check says what is left.
. "${0%/*}/lib.sh"
plan 17
cd "$tmp" || exit 1
now=2026-11-23T07:00:00Z

# found NAME: the kinds that check finds, but for the key that lies there.
found() {
  flock-certs check --now $now --ignore ca_key_unprotected --ignore expires \
    --json | jq -r .finding | xargs
}
# taken CA-FOLDER CERTIFICATE: by somebody who looks at that folder's files.
taken() {
  openssl verify -attime "$(date -u -d $now +%s)" -x509_strict \
    -purpose sslserver -crl_check -CAfile "$1/ca.crt" -CRLfile "$1/ca.crl" "$2"
}
old_leaf=$tmp/old.crt
new_leaf=$tmp/certs/gateway/gateway.crt

flock-certs create --now $now gateway localhost
flock-certs client --now $now alice
flock-certs revoke --now $now alice
rm -r certs/alice
cp $new_leaf "$old_leaf"
check_text 'all is well before' '' found

now=2026-11-24T07:00:00Z
cp -p certs/ca/ca.key old.key
check_text 'renew --rekey ca says nothing' '' \
  'flock-certs renew --now $now --rekey ca && echo'
check_text 'ca.crt holds both' 2 'grep -c BEGIN certs/ca/ca.crt'
check_text 'check wants the new CRL, then leaves' 'crl_missing old_ca' found
check_text 'crl makes it' '' 'flock-certs crl --now $now && echo'
check_text 'and leaves the old one' 2 'grep -c BEGIN certs/ca/ca.crl'
check 'a leaf of the old CA is taken' 'taken certs/ca $old_leaf'

now=2026-12-23T07:30:00Z
flock-certs crl --now $now
check_text 'a month later the old list has to be fresh' 'crl_stale old_ca' found
check_text 'the old key signs it' '' \
  'flock-certs crl --now $now --ca-key old.key && echo'
check_text 'and that was all' 'old_ca' found
check 'who was revoked still is' \
  'openssl crl -in certs/ca/ca.crl -noout -text | grep -q "Serial Number"'
cp -R certs/ca between

check_text 'renew makes leaves of the new CA' '' \
  'flock-certs renew --now $now && echo'
check 'who has both takes both' \
  'taken between $old_leaf && taken between $new_leaf'
check_text 'all is well again' '' found

awk '/BEGIN/ { n++ } n < 2' between/ca.crt >certs/ca/ca.crt
check_text 'without the old CA its list is one too many' crl_stale found
check_text 'crl leaves it out' 1 \
  'flock-certs crl --now $now && grep -c BEGIN certs/ca/ca.crl'
check 'and the new leaf is taken, the old one not' \
  '[ -z "$(found)" ] && taken certs/ca $new_leaf && ! taken certs/ca $old_leaf'
