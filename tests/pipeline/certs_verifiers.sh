#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Certificates of every kind of key and role, judged by openssl(1) and GnuTLS's
# certtool(1), name constraints and their violations included.
. "${0%/*}/lib.sh"
plan 31
cd "$tmp" || exit 1

cat >instances.yml <<'YAML'
ca:
  name: Team CA
  key: P-384
  days: 3650
  permitted:
    dns: [example.com, xn--bcher-kva.example]
    ip: [192.0.2.0/24, "2001:db8::/32"]
    email: example.com
  excluded:
    dns: secret.example.com
instances:
  - {name: p256, dns: [p256.example.com, "*.p256.example.com"], ip: 192.0.2.1}
  - {name: p384, dns: p384.example.com, key: P-384, role: both}
  - {name: ed25519, dns: ed25519.example.com, key: Ed25519}
  - {name: rsa, dns: rsa.example.com, key: RSA-2048, ip: "2001:db8::1"}
  - name: buecher
    dns: bücher.example
    uri: spiffe://example.com/buecher
  - {name: alice, role: client, email: alice@example.com, days: 30}
YAML
check_text 'all are made' '' 'flock-certs create && echo'
verify='openssl verify -x509_strict -CAfile certs/ca/ca.crt'
for name in p256 p384 ed25519 rsa buecher; do
  check "openssl takes $name for a server" \
    "$verify -purpose sslserver certs/$name/$name.crt"
  check "GnuTLS takes $name for a server" \
    "certtool --verify --load-ca-certificate certs/ca/ca.crt \
       --verify-purpose 1.3.6.1.5.5.7.3.1 --infile certs/$name/$name.crt"
done
check 'GnuTLS knows the wildcard' \
  'certtool --verify --load-ca-certificate certs/ca/ca.crt \
     --verify-hostname a.p256.example.com --infile certs/p256/p256.crt'
check_status 'and no other name' 1 \
  'certtool --verify --load-ca-certificate certs/ca/ca.crt \
     --verify-hostname a.example.com --infile certs/p256/p256.crt'
check 'an international name is known by its A-label' \
  '$verify -verify_hostname xn--bcher-kva.example certs/buecher/buecher.crt'
check 'an e-mail address is' \
  '$verify -purpose sslclient -verify_email alice@example.com \
     certs/alice/alice.crt'
check_status 'a client is no server' 2 \
  '$verify -purpose sslserver certs/alice/alice.crt'
check 'one for both roles is both' \
  '$verify -purpose sslserver certs/p384/p384.crt &&
   $verify -purpose sslclient certs/p384/p384.crt'
check 'GnuTLS reads every key' \
  'for key in certs/*/*.key; do
     certtool --key-info --infile "$key" >/dev/null || exit 1
   done'
check_text 'the CA has a path length of 0 and critical constraints' \
  'CA:TRUE, pathlen:0
X509v3 Name Constraints: critical' \
  'openssl x509 -in certs/ca/ca.crt -noout -text |
     sed -n "s/^ *//; /pathlen/p; /Name Constraints/p"'

# What the constraints forbid is not made; made by force it does not pass.
check_err 'a name outside the constraints is refused' \
  "forbid 'example.net'" \
  'cat instances.yml >outside.yml
   echo "  - {name: outside, dns: example.net}" >>outside.yml
   flock-certs create --in outside.yml'
check_err 'and one that is excluded' 'excluded subtree violation' \
  'cat instances.yml >inside.yml
   echo "  - {name: inside, dns: a.secret.example.com}" >>inside.yml
   flock-certs create --in inside.yml'
forge() {
  printf 'subjectAltName=%s\nextendedKeyUsage=serverAuth\n' "$2" >"$1.ext"
  openssl req -new -key certs/p256/p256.key -subj "/CN=$1" -out "$1.csr" &&
    openssl x509 -req -in "$1.csr" -CA certs/ca/ca.crt \
      -CAkey certs/ca/ca.key -set_serial 1 -extfile "$1.ext" -out "$1.crt"
}
forge net DNS:example.net 2>/dev/null
forge ip IP:198.51.100.1 2>/dev/null
check_err 'openssl sees a violation by a DNS name' \
  'permitted subtree violation' '$verify net.crt'
check_err 'and by an address' 'permitted subtree violation' '$verify ip.crt'
check_status 'and so does GnuTLS' 1 \
  'certtool --verify --load-ca-certificate certs/ca/ca.crt --infile net.crt'
check_text 'the whole folder passes check' '' \
  'flock-certs check --within 7d --ignore ca_key_unprotected; echo'

# As OpenSSL does, and with it the gateway and nginx.
check_err 'a CN like a host'\''s is bound as one' \
  "forbid 'ann.smith' \\(permitted" \
  'flock-certs client ann.smith'
check 'one that is permitted passes' \
  'flock-certs client ann.example.com &&
   $verify -purpose sslclient certs/ann.example.com/ann.example.com.crt'
openssl req -new -key certs/alice/alice.key -subj /CN=ann.smith |
  openssl x509 -req -CA certs/ca/ca.crt -CAkey certs/ca/ca.key -set_serial 7 \
    -out certs/alice/alice.crt 2>/dev/null
check_text 'check names what is forbidden' alice \
  'flock-certs check --json | jq -r \
     "select(.finding == \"constraints_forbid\").name"'

page=$tests_dir/../man/flock-certs.1
mkdir page && cd page || exit 1
sed -n '/^ca:$/,/^\.Ed$/p' "$page" | sed '$d' >instances.yml
check_text 'the page'\''s own example is made' '' 'flock-certs create && echo'
check 'and all of it is valid' \
  'openssl verify -x509_strict -CAfile certs/ca/ca.crt certs/gateway/gateway.crt \
     certs/kibana/kibana.crt certs/alice/alice.crt'
check_status 'as check says' 0 'flock-certs check --ignore ca_key_unprotected'
