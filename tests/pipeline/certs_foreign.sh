#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# What flock-certs makes, judged by Go's crypto/x509, Java's PKIX and, where the
# Go module proxy has it, zlint. Slow: tests/run --all.
. "${0%/*}/lib.sh"
sources=$tests_dir/integration/certs
plan 11
cd "$tmp" || exit 1

cat >instances.yml <<'YAML'
ca:
  permitted: {dns: [example.com], ip: [192.0.2.0/24]}
instances:
  - {name: p256, dns: [p256.example.com, "*.all.example.com"], ip: 192.0.2.1}
  - {name: p384, dns: p384.example.com, key: P-384, role: both}
  - {name: ed25519, dns: ed25519.example.com, key: Ed25519}
  - {name: rsa, dns: rsa.example.com, key: RSA-2048}
  - {name: client, role: client}
YAML
flock-certs create
echo 'correct horse' >passphrase
chmod 600 passphrase
flock-certs pkcs12 --passphrase-file passphrase rsa
flock-certs revoke --reason superseded client
leaves='certs/p256/p256.crt certs/p384/p384.crt certs/ed25519/ed25519.crt
certs/rsa/rsa.crt'
forge() {
  echo "subjectAltName=$2" >"$1.ext"
  openssl req -new -key certs/p256/p256.key -subj "/CN=$1" -out "$1.csr" &&
    openssl x509 -req -in "$1.csr" -CA certs/ca/ca.crt \
      -CAkey certs/ca/ca.key -set_serial 1 -extfile "$1.ext" -out "$1.crt"
}
forge outside DNS:example.net 2>/dev/null

# skipped N WHY: that many checks that nobody can make here.
skipped() {
  i=0
  while [ $((i += 1)) -le "$1" ]; do result "# SKIP $2" 0; done
}

all_ok() { for leaf in $leaves; do echo "$leaf ok"; done; }
if command -v go >/dev/null; then
  GOCACHE=$tmp/go-cache GOFLAGS=-mod=mod GO111MODULE=off
  export GOCACHE GOFLAGS GO111MODULE
  go build -o verify "$sources/verify.go"
  # shellcheck disable=SC2086 # words
  all_ok >expected.go
  check_out 'Go takes them for servers' expected.go \
    './verify certs/ca/ca.crt - server $leaves'
  check_text 'and the wildcard' 'certs/p256/p256.crt ok' \
    './verify certs/ca/ca.crt a.all.example.com server certs/p256/p256.crt'
  check_text 'but not for another name' 1 \
    './verify certs/ca/ca.crt a.example.com server certs/p256/p256.crt |
       grep -c "is valid for"'
  check_text 'nor a client for a server' 1 \
    './verify certs/ca/ca.crt - server certs/client/client.crt |
       grep -c "incompatible key usage"'
  check_text 'a client is one' 'certs/client/client.crt ok
certs/p384/p384.crt ok' \
    './verify certs/ca/ca.crt - client certs/client/client.crt \
       certs/p384/p384.crt'
  check_text 'it sees what the constraints forbid' 1 \
    './verify certs/ca/ca.crt - server outside.crt | grep -c "not permitted"'
else
  skipped 6 'there is no go'
fi

if command -v java >/dev/null; then
  all_ok >expected.java
  check_out 'Java takes them, CRL included' expected.java \
    'printf "%s\n" $leaves |
       java "$sources/Verify.java" certs/ca/ca.crt certs/ca/ca.crl'
  check_text 'it takes no revoked one' 'certs/client/client.crt REVOKED' \
    'echo certs/client/client.crt |
       java "$sources/Verify.java" certs/ca/ca.crt certs/ca/ca.crl'
  check_text 'it opens the store' 'rsa 2' \
    'java "$sources/Verify.java" store certs/rsa/rsa.p12 "correct horse"'
else
  skipped 3 'there is no java'
fi

zlint=$(command -v zlint || true)
if [ -z "$zlint" ] && command -v go >/dev/null &&
  GO111MODULE=on GOPATH=$tmp/go GOFLAGS=-modcacherw \
    go install github.com/zmap/zlint/v3/cmd/zlint@v3.6.2 2>zlint.err; then
  zlint=$tmp/go/bin/zlint
fi
if [ -n "$zlint" ]; then
  lint() {
    "$zlint" -includeSources RFC5280,RFC5480,RFC5891 "$@" |
      jq -r 'to_entries[] | select(.value.result == "error" or
        .value.result == "fatal") | .key'
  }
  check_text 'zlint finds no error by the RFCs in leaves' '' \
    'for leaf in $leaves certs/client/client.crt; do lint $leaf; done; echo'
  check_text 'nor in the CA' '' 'lint certs/ca/ca.crt; echo'
else
  skipped 2 'there is no zlint'
fi
