#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# A FIFO or a device where flock-certs looks for a file of that name is refused
# and not waited for; what an option names may be a pipe.
. "${0%/*}/lib.sh"
plan 28
cd "$tmp" || exit 1

(umask 077; echo 'correct horse' >word)
flock-certs create gateway localhost
flock-certs pkcs12 --passphrase-file word gateway
flock-certs crl
cp -R certs whole

# refused FILE COMMAND...: at once, and named.
refused() {
  file=$1
  shift
  rm -f "$file"
  mkfifo -m 600 "$file"
  for command; do
    check_text "$file: $command" "2 named" \
      "timeout 10 flock-certs $command >/dev/null 2>fifo.err; status=\$?
       grep -q \"$file.*no regular file\" fifo.err && echo \$status named"
  done
  rm -rf certs "$file"
  cp -R whole certs
}
cp instances.yml kept.yml
refused instances.yml create check renew
cp kept.yml instances.yml
refused certs/ca/ca.crt create renew crl 'pkcs12 --passphrase-file word gateway'
refused certs/ca/ca.key 'renew --all' crl 'protect-ca-key --passphrase-file word safe.key'
refused certs/ca/revoked check renew crl
refused certs/ca/ca.crl crl
refused certs/gateway/gateway.crt create renew 'revoke gateway'
refused certs/gateway/gateway.key 'renew gateway' 'renew --rekey gateway' \
  'pkcs12 --passphrase-file word gateway'
refused certs/gateway/gateway.chain.crt create
refused certs/gateway/gateway.p12 'pkcs12 --passphrase-file word gateway'

rm certs/ca/ca.key
mkfifo -m 600 certs/ca/ca.key
check_text 'check names it, and knows no more of it' unreadable \
  'timeout 10 flock-certs check --json | jq -r .finding'
rm -rf certs
cp -R whole certs
ln -sf /dev/zero certs/gateway/gateway.key
check_text 'check names a device' 'mode unreadable' \
  'timeout 10 flock-certs check --json --ignore ca_key_unprotected |
     jq -r .finding | xargs'
rm certs/gateway/gateway.key
mkfifo -m 600 certs/gateway/gateway.crt.new
check 'a FIFO of a name for what is being written goes' \
  'timeout 10 flock-certs renew && [ ! -e certs/gateway/gateway.crt.new ]'

rm -rf certs
cp -R whole certs
mv certs/ca/ca.key key
check 'the CA'\''s key may come by a pipe' \
  'cat key | timeout 10 flock-certs renew --ca-key /dev/stdin gateway'
check 'instances too' \
  'cat instances.yml | timeout 10 flock-certs create --in /dev/stdin'
check 'and a passphrase' \
  'cat word | timeout 10 flock-certs pkcs12 --passphrase-file /dev/stdin gateway'
