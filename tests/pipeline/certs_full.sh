#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# A disk with room for no, one, two ... more files under each verb that writes:
# it says so and ends with 4, what is in use stays whole, check names what is
# not as it should be, and the next run completes it.
. "${0%/*}/lib.sh"
[ -n "${FLOCK_SMALL_DISK:-}" ] ||
  unshare -rm mount -t tmpfs none /tmp 2>/dev/null || {
  echo '1..0 # SKIP no file system can be mounted here'
  trap - EXIT
  rm -rf "$tmp"
  exit 77
}
if [ -z "${FLOCK_SMALL_DISK:-}" ]; then
  trap - EXIT
  rm -rf "$tmp"
  # Mounts of its own, which go with it.
  FLOCK_SMALL_DISK=yes exec unshare -rm sh "$0"
fi
plan 7
mkdir "$tmp/disk"
mount -t tmpfs -o size=512k none "$tmp/disk" || exit 1
cd "$tmp" || exit 1
(umask 077; echo 'correct horse' >word)
printf '%s\n' 'instances:' '  - {name: gateway, dns: gateway.example.com}' \
  '  - {name: kibana, dns: kibana.example.com}' >instances.yml
flock-certs create
flock-certs pkcs12 --passphrase-file word gateway
flock-certs crl
tar cf before.tar certs
certs="--out $tmp/disk/certs"

# The certificates as they were, and room for $1 more files of up to 4 KiB.
room_for() {
  rm -rf disk/certs disk/filler
  tar xf before.tar -C disk
  cat /dev/zero >disk/filler 2>/dev/null
  truncate -s "-$(($1 * 4096))" disk/filler
}

# Whether each leaf is its key's and verifies, and the CA is its key's.
pair() {
  [ "$(openssl pkey -in "$1.key" -pubout)" = \
    "$(openssl x509 -in "$1.crt" -pubkey -noout)" ]
}
whole() {
  pair disk/certs/ca/ca || return 1
  for name in gateway kibana; do
    leaf=disk/certs/$name/$name
    pair "$leaf" && openssl verify -x509_strict -CAfile disk/certs/ca/ca.crt \
      "$leaf.crt" >/dev/null || return 1
  done
  ! find disk/certs -name '*.new' | grep .
}

# full COMMAND FILES: runs it with room for none to FILES files. Says what was
# not as it should be.
full() {
  free=0
  failed=0
  while :; do
    room_for "$free"
    status=0
    (eval "$1") 2>said || status=$?
    whole || echo "with room for $free: not whole"
    [ "$status" -eq 0 ] && break
    failed=$((failed + 1))
    [ "$status" -eq 4 ] || echo "with room for $free: status $status"
    grep -q 'No space left on device' said || cat said
    flock-certs check $certs --ignore ca_key_unprotected >findings
    sed 's/.* \[\(.*\)\]$/\1/' findings | grep -vxE "$2" |
      sed "s/^/with room for $free: /"
    rm disk/filler
    (eval "$1") || echo "with room for $free: the next run does not do it"
    flock-certs create --quiet $certs || echo 'create does not complete it'
    flock-certs check $certs --ignore ca_key_unprotected --ignore old_ca \
      --ignore store_differs ||
      echo "with room for $free: not well after the next run"
    free=$((free + 1))
  done
  [ "$failed" -ge "$3" ] || echo "it failed only $failed times"
}

check_text 'renew leaves the pair whole' '' \
  'full "flock-certs renew --all $certs" none 2; echo'
check_text 'so does renew --rekey' '' \
  'full "flock-certs renew --all --rekey $certs" none 3; echo'
check_text 'renew ca leaves the CA whole, check names the chains' '' \
  'full "flock-certs renew ca $certs" chain_differs 1; echo'
check_text 'renew --rekey ca leaves the CA whole' '' \
  'full "flock-certs renew --rekey ca $certs && flock-certs crl $certs" \
     "old_ca|crl_missing" 2; echo'
check_text 'revoke leaves the CRL, check names one that is not fresh' '' \
  'full "flock-certs revoke kibana $certs && flock-certs renew kibana $certs" \
     "revoked|crl_stale" 2; echo'
check_text 'so does crl' '' 'full "flock-certs crl $certs" none 1; echo'
check_text 'pkcs12 leaves the old file' '' \
  'full "flock-certs pkcs12 --passphrase-file word gateway $certs &&
     openssl pkcs12 -in disk/certs/gateway/gateway.p12 -noout \
       -passin file:word" none 1; echo'
umount "$tmp/disk"
