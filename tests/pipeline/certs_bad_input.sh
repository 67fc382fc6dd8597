#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# flock-certs with files and disks that do not serve: the status of the table,
# one clear message, and what was there before stays.
. "${0%/*}/lib.sh"
plan 28
cd "$tmp" || exit 1

flock-certs create gateway localhost
tar cf before.tar certs
instances=$(cat instances.yml)
# bad NAME PATTERN TEXT: with TEXT as instances.yml nothing is done.
bad() {
  printf "$3" >instances.yml
  check_status "$1 is a usage error" 2 'flock-certs create'
  check_err "$1: it is named" "$2" 'flock-certs create'
  check_text "$1: nothing is made" '' 'tar df before.tar && ls certs | grep -vE "^(ca|gateway)$"; echo'
}
bad 'an empty file' 'instances.yml' ''
bad 'what is no YAML' 'instances.yml' 'instances: [\n'
bad 'what is no UTF-8' 'instances.yml' 'instances:\n  - name: "\377"\n'
bad 'a duplicate name' "gateway" \
  'instances:\n  - name: gateway\n    dns: [a]\n  - name: gateway\n    dns: [b]\n'
bad 'a name that leaves the folder' 'instances.yml' \
  'instances:\n  - name: ../x\n    dns: [a]\n'
printf '%s\n' "$instances" >instances.yml

check_status 'a missing file is a usage error' 2 'flock-certs create --in missing.yml'
check_err 'and named' "missing.yml" 'flock-certs create --in missing.yml'
check_status 'a folder is none either' 2 'flock-certs create --in certs'
check_status 'a full disk is an error' 4 'flock-certs show >/dev/full'
check_text 'a closed pipe ends it quietly' '' 'flock-certs show | head -n 0; echo'
flock-certs create --in other.yml --out other gateway localhost

# A key that is not the certificate's, damage, a folder that is a file.
cp other/ca/ca.key certs/ca/ca.key
rm -r certs/gateway
check_status "a CA whose key is another one's is a usage error" 2 'flock-certs create'
check_err 'and named' 'ca.key|ca.crt' 'flock-certs create'
check_text 'nothing is made by it' '' 'ls certs/gateway 2>/dev/null; echo'
rm -r certs
tar xf before.tar
printf 'no key' >certs/ca/ca.key
rm -r certs/gateway
check_status 'a CA key that is none too' 2 'flock-certs create'
rm -r certs
echo >certs
check_status 'a file where the folder should be too' 2 'flock-certs create'
rm certs
check_status 'a CA key that was named has to be there' 2 \
  'flock-certs create --in new.yml --out new --ca-key none.key gateway localhost'
check_text 'and no other is made for it' '' 'find . -path "./new/*" -name "ca.*"; echo'
check_status 'a disk without room: try again' 4 \
  '(trap "" XFSZ; ulimit -f 0; flock-certs create)'
