#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# flock-certs create and show, judged by openssl(1).
. "${0%/*}/lib.sh"
plan 36
cd "$tmp" || exit 1

modes() { stat -c '%a %n' certs/ca/* certs/kibana/*; }

check_status 'without instances there is nothing to make' 2 \
  'flock-certs create'
check_err 'and it says what to do' \
  "^flock-certs: hint: flock-certs create gateway .* writes one" \
  'flock-certs create'
check_status 'an unknown verb is a usage error' 2 'flock-certs creates'
check_err 'no verb is one too' 'a verb is missing' 'flock-certs'

cat >instances.yml <<'YAML'
instances:
  - name: kibana
    dns: [kibana, localhost, "*.kibana.example.com"]
    ip: [127.0.0.1, "::1"]
    cn: node-1
  - name: The gateway
    filename: gateway
    ip: 192.0.2.1
YAML
umask 000
check_text 'create says nothing' '' 'flock-certs create && echo'
umask 022
cat >modes <<'MODES'
644 certs/ca/ca.crt
600 certs/ca/ca.key
644 certs/kibana/kibana.chain.crt
644 certs/kibana/kibana.crt
600 certs/kibana/kibana.key
MODES
check_out 'keys are nobody else'\''s under umask 000' modes modes
check_text 'folders can be changed by their owner only' '755
755
755' 'stat -c %a certs certs/ca certs/kibana'

verify='openssl verify -x509_strict -CAfile certs/ca/ca.crt -purpose sslserver'
for target in '-verify_hostname localhost' '-verify_ip ::1' \
  '-verify_hostname a.kibana.example.com'; do
  check "kibana passes for $target" \
    "$verify $target certs/kibana/kibana.crt"
done
for target in '-verify_hostname gateway' '-verify_ip 192.0.2.1' \
  '-verify_hostname a.b.kibana.example.com'; do
  check_status "and does not for $target" 2 \
    "$verify $target certs/kibana/kibana.crt"
done
check 'gateway passes for its address' \
  '$verify -verify_ip 192.0.2.1 certs/gateway/gateway.crt'
check_status 'a leaf is no client' 2 \
  'openssl verify -x509_strict -CAfile certs/ca/ca.crt -purpose sslclient \
    certs/gateway/gateway.crt'
check 'the CA passes itself' '$verify -purpose any certs/ca/ca.crt'
check_text 'the chain is the leaf, then the CA' \
  "$(cat certs/kibana/kibana.crt certs/ca/ca.crt)" \
  'cat certs/kibana/kibana.chain.crt'
check 'the key is one that openssl(1) takes' \
  'openssl pkey -in certs/kibana/kibana.key -check -noout'
check_text 'and is the certificate'\''s' \
  "$(openssl pkey -in certs/kibana/kibana.key -pubout)" \
  'openssl x509 -in certs/kibana/kibana.crt -pubkey -noout'

# A leaf is no CA: what it signs does not pass.
openssl req -x509 -new -key certs/gateway/gateway.key -subj /CN=forged \
  -CA certs/kibana/kibana.crt -CAkey certs/kibana/kibana.key -out forged.crt \
  2>/dev/null
check_err 'what a leaf signs does not pass' 'invalid CA certificate' \
  '$verify -untrusted certs/kibana/kibana.chain.crt forged.crt'

tar cf before.tar certs
check_err 'again, it says that nothing was missing' 'nothing was changed' \
  'flock-certs create'
check_text 'and changes nothing' '' 'tar df before.tar && echo'
check_text 'in one line, on standard error' \
  'flock-certs: nothing was missing, nothing was changed' \
  '{ flock-certs create | sed "s/^/out: /"; } 2>&1'
check_text 'unless it is to be quiet' '' 'flock-certs create --quiet && echo'
check_text 'as JSON too' 'info flock-certs nothing was missing' \
  'flock-certs create --json 2>&1 |
     jq -r "\"\(.level) \(.tool) \(.message)\"" | cut -d, -f1'
check_status 'with what is there under -v' 0 \
  'flock-certs create --json -v 2>&1 | jq -es "length == 3"'

hash=$(openssl x509 -in certs/ca/ca.crt -outform DER |
  openssl dgst -sha256 -binary | openssl base64 | tr '+/' '-_' | tr -d '=')
check_text 'show has the hash of the CA as invites have it' "$hash" \
  'flock-certs show --json | jq -r "select(.name == \"ca\").hash"'
fingerprint=$(openssl x509 -in certs/kibana/kibana.crt -noout -fingerprint \
  -sha256 | sed 's/.*=//; s/://g' | tr 'A-F' 'a-f')
check_text 'and fingerprints as openssl(1) has them' "$fingerprint" \
  'flock-certs show | awk "/^kibana/{k=1} k && /fingerprint/{print \$2; exit}"'
echo torn >certs/gateway/gateway.crt
check_status 'show goes on behind one that it cannot read' 1 \
  'flock-certs show | grep -q ^kibana; flock-certs show'
check_status 'create does not' 2 'flock-certs create'
check_status 'show of nothing is an error' 2 'flock-certs show --out none'
check_status 'a full disk is an error' 4 \
  'rm -r certs/gateway; flock-certs create && flock-certs show >/dev/full'

printf 'instances:\n  - name: ../x\n    dns: [x]\n' >bad.yml
check_err 'a hostile name is named with its line' \
  "'bad.yml': line 2: 'name' '../x' cannot name its files" \
  'flock-certs create --in bad.yml --out bad'
check 'and nothing is made' '[ ! -e bad ] && [ ! -e x ]'
check_status 'nor for one on the command line' 2 \
  'flock-certs create --in new.yml --out bad ../x localhost'
check 'two at once are as good as one' \
  'flock-certs create --out two & flock-certs create --out two && wait $! &&
   openssl verify -CAfile two/ca/ca.crt two/kibana/kibana.crt'
