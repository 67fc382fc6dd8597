#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Two runs of flock-certs at once, whatever their verbs: both end well, or the
# one that came too late says so, and what is there is whole.
. "${0%/*}/lib.sh"
plan 8
cd "$tmp" || exit 1
(umask 077; echo 'correct horse' >word)
printf '%s\n' 'instances:' '  - {name: gateway, dns: gateway.example.com}' \
  '  - {name: kibana, dns: kibana.example.com}' >instances.yml
flock-certs create

# together COMMAND COMMAND: both at once, five times; prints their statuses
# where they are not 0.
together() {
  for round in 1 2 3 4 5; do
    (eval "$1") 2>said.1 &
    (eval "$2") 2>said.2 || echo "second of round $round: $? $(cat said.2)"
    wait $! || echo "first of round $round: $? $(cat said.1)"
  done
}
# What is wrong with what there is; old_ca and crl_missing come with a new CA,
# store_differs where renew came last.
check_all() {
  flock-certs check --ignore ca_key_unprotected --ignore old_ca \
    --ignore crl_missing --ignore store_differs
  find certs -name '*.new'
}

check_text 'renew, and renew with new keys' '' \
  'together "flock-certs renew --all" "flock-certs renew --all --rekey"
   check_all; echo'
check_text 'renew of the CA, and of leaves' '' \
  'together "flock-certs renew --rekey ca" "flock-certs renew --all --rekey"
   check_all; echo'
check_text 'clients' '' \
  'together "flock-certs client alice" "flock-certs client bob"
   check_all; echo'
check_text 'PKCS#12, and renew' '' \
  'together "flock-certs pkcs12 --passphrase-file word gateway" \
     "flock-certs renew --rekey gateway"
   check_all; echo'
check 'and the file opens' \
  'openssl pkcs12 -in certs/gateway/gateway.p12 -passin file:word -noout'
check_text 'revoke: neither is lost' 2 \
  'together "flock-certs revoke alice" "flock-certs revoke bob"
   openssl crl -in certs/ca/ca.crl -noout -text | grep -c "Serial Number:"'
check_text 'crl: its number grows' yes \
  'old=$(openssl crl -in certs/ca/ca.crl -noout -crlnumber | sed s/.*=0x//)
   together "flock-certs crl" "flock-certs crl"
   new=$(openssl crl -in certs/ca/ca.crl -noout -crlnumber | sed s/.*=0x//)
   [ "$((0x$new))" -ge "$((0x$old + 10))" ] && echo yes'
protect='flock-certs protect-ca-key --passphrase-file word'
check_text 'protect-ca-key: one moves the key, the other finds none' '0 2 1' \
  '$protect safe.1 2>said.1 & $protect safe.2 2>said.2; second=$?
   wait $!; first=$?
   printf "%s\n" $first $second | sort | paste -sd " " | tr "\n" " "
   [ ! -e certs/ca/ca.key ] && ls safe.? | wc -l'
