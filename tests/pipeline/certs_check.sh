#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The life of a fleet's certificates: plan, make, check, renew, revoke, protect.
. "${0%/*}/lib.sh"
plan 41
cd "$tmp" || exit 1
now=2026-11-23T07:00:00Z

check_text 'a plan names the files and makes none' 'make instances.yml
make certs/ca/ca.key
make certs/ca/ca.crt
make certs/gateway/gateway.key
make certs/gateway/gateway.crt
make certs/gateway/gateway.chain.crt' \
  'flock-certs create --dry-run gateway localhost 127.0.0.1; ls certs 2>/dev/null || true'
check_status 'as JSON too' 0 \
  'flock-certs create --dry-run --json gateway localhost |
     jq -es "length == 6 and all(.action == \"make\")"'
flock-certs create --now $now gateway localhost 127.0.0.1
check_text 'what is there is no plan' '' \
  'flock-certs create --dry-run && echo'
check_text 'the CA'\''s key beside leaves is named' \
  "'certs/ca/ca.key' has no passphrase and lies beside the keys it signs for \
[ca_key_unprotected]" \
  'flock-certs check --now $now || [ $? -eq 1 ]'
check_status 'which is a finding' 1 'flock-certs check --now $now'
check_status 'unless it is to be ignored' 0 \
  'flock-certs check --now $now --ignore ca_key_unprotected'
check_status 'several kinds can be' 0 \
  'flock-certs check --now $now --ignore ca_key_unprotected --ignore old_ca'
check_status 'several serial numbers can be revoked' 0 \
  'flock-certs create --in other.yml --out other gateway localhost &&
   flock-certs revoke --out other --serial aa01 --serial 00BB02 &&
   [ "$(openssl crl -in other/ca/ca.crl -noout -text |
     grep -cE "Serial Number: (AA01|BB02)")" -eq 2 ]'
check_err 'a number that nothing here has is named' \
  "serial number cc03, which no certificate in 'other' has" \
  'flock-certs revoke --out other --serial 00CC03'
check_status 'none is refused' 2 'flock-certs revoke --out other --serial 0000'
check_err 'and a list that is over at once' 'whose time is over at once' \
  'flock-certs crl --out other --valid 0s'
check_status 'an unknown kind cannot be' 2 'flock-certs check --ignore typo'

echo 'correct horse' >passphrase
chmod 600 passphrase
check_text 'protect-ca-key says nothing' '' \
  'flock-certs protect-ca-key --passphrase-file passphrase safe.key && echo'
check 'openssl(1) reads the key with the passphrase' \
  'openssl pkey -in safe.key -passin file:passphrase -noout'
check_status 'and not with another' 1 \
  'openssl pkey -in safe.key -passin pass:other -noout'
check 'the key is there alone' '[ ! -e certs/ca/ca.key ]'
check_text 'check finds nothing more' '' 'flock-certs check --now $now; echo'

later=2027-12-01T00:00:00Z
attime=$(date -u -d 2027-12-02 +%s)
check_text 'one finding is one line' \
  "'certs/gateway/gateway.crt' expires on 2027-12-25T06:54:59.000Z [expires]" \
  'flock-certs check --now $later || [ $? -eq 1 ]'
check_text 'or one JSON object' 'expires gateway' \
  'flock-certs check --now $later --json |
     jq -r "\"\(.finding) \(.name)\""'
check_text 'within what is asked for' '' \
  'flock-certs check --now $later --within 7d && echo'
check_text 'renew has a plan' \
  "renew gateway: 'certs/gateway/gateway.crt' expires on \
2027-12-25T06:54:59.000Z" \
  'flock-certs renew --dry-run --now $later'
check_err 'renew needs the CA'\''s key' 'name it with --ca-key' \
  'flock-certs renew --now $later'
signing='--ca-key safe.key --passphrase-file passphrase'
cp certs/gateway/gateway.key before.key
check_text 'renew says nothing' '' \
  'flock-certs renew --now $later $signing && echo'
check 'the key stays' 'cmp before.key certs/gateway/gateway.key'
check_status 'and all is well again' 0 'flock-certs check --now $later'
check 'rekey makes another' \
  'flock-certs renew --rekey --now $later $signing gateway &&
   ! cmp -s before.key certs/gateway/gateway.key &&
   flock-certs check --now $later'

sed -i 's/localhost/gateway.example.com/' instances.yml
check_err 'a changed instance is named by create' 'other names than' \
  'flock-certs create --now $later'
check_status 'and by check' 1 'flock-certs check --now $later'
check 'and renewed by renew' 'flock-certs renew --now $later $signing &&
  flock-certs check --now $later'

check_text 'a client'\''s certificate is made without an instance' '' \
  'flock-certs client --now $later alice alice@example.com $signing && echo'
check 'and is a client'\''s alone' \
  'openssl verify -attime $attime -x509_strict -CAfile certs/ca/ca.crt -purpose sslclient \
     certs/alice/alice.crt &&
   ! openssl verify -attime $attime -x509_strict -CAfile certs/ca/ca.crt -purpose sslserver \
     certs/alice/alice.crt'
check_text 'a store is written' '' \
  'flock-certs pkcs12 --passphrase-file passphrase alice && echo'
check_text 'openssl(1) reads it, whole' '3' \
  'openssl pkcs12 -in certs/alice/alice.p12 -passin file:passphrase -nodes |
     grep -c "^-----BEGIN"'
check_text 'and it is nobody else'\''s' 600 'stat -c %a certs/alice/alice.p12'

check_text 'revoke says nothing' '' \
  'flock-certs revoke --now $later --reason key-compromise $signing alice &&
     echo'
verify="openssl verify -attime $attime -CAfile certs/ca/ca.crt -crl_check
  -CRLfile certs/ca/ca.crl"
check_err 'openssl(1) takes alice no more' 'certificate revoked' \
  '$verify certs/alice/alice.crt'
check 'but the gateway' '$verify certs/gateway/gateway.crt'
check_text 'the list says why' 'Key Compromise' \
  'openssl crl -in certs/ca/ca.crl -text -noout |
     sed -n "/Reason/{n;s/^ *//p;}"'
check_text 'check names it' revoked \
  'flock-certs check --now $later --json | jq -r .finding'
check_text 'a fresh list has a higher number' 'higher' \
  'number() { openssl crl -in certs/ca/ca.crl -crlnumber -noout; }
   first=$(number); flock-certs crl $signing --now 2030-01-01T00:00:00Z
   second=$(number); [ "$first" = "$second" ] || echo higher'
check_status 'a full disk is an error' 4 'flock-certs check >/dev/full'
