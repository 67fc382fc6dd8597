#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# kill -9 of flock-certs create at moments spread over its run: the next run
# completes what is there. (The unit tests kill it at every step; here the
# moments are the machine's.)
. "${0%/*}/lib.sh"
plan 4
cd "$tmp" || exit 1

{
  echo 'instances:'
  i=0
  while [ $((i += 1)) -le 40 ]; do
    echo "  - {name: node-$i, dns: node-$i.example.com}"
  done
} >instances.yml

killed=0
runs=0
for ms in 003 005 008 012 017 023 030 038 047 057 068 080 093 107 122 138 155 \
  173 192 212; do
  # A fresh start now and then, so that the beginning is met as well.
  [ $(((runs += 1) % 4)) -ne 0 ] || rm -rf certs
  status=0
  timeout -s KILL "0.$ms" flock-certs create 2>/dev/null || status=$?
  case $status in
    0) rm -rf certs ;;
    137) killed=$((killed + 1)) ;;
    *) echo "# status $status after $ms ms" ;;
  esac
done
echo "# killed $killed times"
check 'it was killed on its way' '[ $killed -gt 0 ]'
check_text 'the next run says nothing' '' 'flock-certs create --quiet; echo'

whole() {
  for key in certs/node-*/*.key; do
    certificate=${key%.key}.crt
    openssl verify -x509_strict -CAfile certs/ca/ca.crt "$certificate" &&
      cmp "${key%.key}.chain.crt" - <<PEM || return 1
$(cat "$certificate" certs/ca/ca.crt)
PEM
    [ "$(openssl pkey -in "$key" -pubout)" = \
      "$(openssl x509 -in "$certificate" -pubkey -noout)" ] || return 1
  done
}
check 'each certificate is its key'\''s and the CA'\''s' whole
check_text 'and there are as many files as there should be' 122 \
  'find certs -type f ! -name .lock | wc -l'
