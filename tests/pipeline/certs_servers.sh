#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# nginx and the gateway serve what flock-certs made, curl(1) connects, and
# check --connect compares.
. "${0%/*}/lib.sh"
. "${0%/*}/gateway.sh"
plan 21
cd "$tmp" || exit 1

cat >instances.yml <<'YAML'
instances:
  - {name: gateway, dns: localhost, ip: 127.0.0.1}
  - {name: web, dns: localhost, ip: 127.0.0.1, key: RSA-2048}
  - {name: alice, role: client}
  - {name: mallory, role: client}
YAML
flock-certs create
flock-certs create --in instances.yml --out other
echo 'correct horse' >passphrase
chmod 600 passphrase
flock-certs protect-ca-key --passphrase-file passphrase safe.key
signing='--ca-key safe.key --passphrase-file passphrase'
# shellcheck disable=SC2086 # words
flock-certs revoke $signing mallory

# nginx wants a certificate of its clients, and takes no revoked one. It can
# not tell a port that the kernel picks, so one that was free is asked for.
free_port() {
  start openssl s_server -accept 127.0.0.1:0 -cert certs/web/web.crt \
    -key certs/web/web.key
  wait_for 'grep -q ^ACCEPT started.out'
  sed -n 's/^ACCEPT.*://p' started.out | head -n 1
  kill "$started_pid" && wait "$started_pid"
}
: >started.out
web_port=$(free_port)
mkdir nginx
cat >nginx/nginx.conf <<CONF
daemon off;
pid $tmp/nginx/pid;
error_log stderr;
events {}
http {
  access_log off;
  client_body_temp_path $tmp/nginx/body;
  proxy_temp_path $tmp/nginx/proxy;
  fastcgi_temp_path $tmp/nginx/fastcgi;
  uwsgi_temp_path $tmp/nginx/uwsgi;
  scgi_temp_path $tmp/nginx/scgi;
  server {
    listen 127.0.0.1:$web_port ssl;
    ssl_certificate $tmp/certs/web/web.chain.crt;
    ssl_certificate_key $tmp/certs/web/web.key;
    ssl_client_certificate $tmp/certs/ca/ca.crt;
    ssl_crl $tmp/certs/ca/ca.crl;
    ssl_verify_client on;
    location / { return 200 "hello \$ssl_client_s_dn\n"; }
  }
}
CONF
start nginx -p "$tmp/nginx" -e stderr -c "$tmp/nginx/nginx.conf"
nginx_pid=$started_pid
web=https://localhost:$web_port
as() {
  curl -sS --cacert "$tmp/certs/ca/ca.crt" --crlfile "$tmp/certs/ca/ca.crl" \
    --cert "$tmp/certs/$1/$1.crt" --key "$tmp/certs/$1/$1.key" \
    --resolve "localhost:$web_port:127.0.0.1" "$web/"
}
check 'nginx is ready' "wait_for 'as alice'"
check_text 'curl and nginx take one another' 'hello CN=alice' 'as alice'
check_text 'nginx takes no revoked client' '400 Bad Request' \
  'as mallory | sed -n "s/.*<title>\(400.*\)<\/title>.*/\1/p" |
     sed "s/400 The SSL certificate error/400 Bad Request/"'
check_text 'nor a server as a client' '400 Bad Request' \
  'as gateway | sed -n "s/.*<title>\(400.*\)<\/title>.*/\1/p" |
     sed "s/400 The SSL certificate error/400 Bad Request/"'
check_status 'curl takes no other CA' 60 \
  'curl -sS --cacert other/ca/ca.crt --resolve localhost:$web_port:127.0.0.1 \
     "$web/"'
check_text 'check --connect finds nothing' '' \
  'flock-certs check --ignore revoked --connect localhost:$web_port && echo'

start_gateway --cert certs/gateway/gateway.chain.crt \
  --key certs/gateway/gateway.key
port=${url##*:}
check 'curl takes the gateway' \
  'curl -sS --cacert certs/ca/ca.crt "$url/ping"'
check_status 'by our CA only' 60 'curl -sS --cacert other/ca/ca.crt "$url/ping"'
check_text 'an invite has the hash that show prints' \
  "$(flock-certs show --json | jq -r 'select(.name == "ca").hash')" \
  'flock-gateway users invite --url "$url" --ca certs/ca/ca.crt |
     cut -d " " -f 4'
check_text 'check --connect finds nothing there' '' \
  'flock-certs check --connect 127.0.0.1:$port gateway && echo'
kind() { flock-certs check --json "$@" | jq -r .finding; }
check_text 'another instance than the one named is found' served_differs \
  'kind --connect 127.0.0.1:$port web'
check_text 'and a name that it does not serve' served_name \
  'kind --connect 127.1:$port gateway'
check_text 'and another CA' 'served_differs
served_untrusted' 'kind --out other --connect 127.0.0.1:$port web'

# shellcheck disable=SC2086 # words
flock-certs renew --rekey $signing gateway
check_text 'what is renewed but not served is found' served_differs \
  'kind --connect 127.0.0.1:$port gateway'
kill -HUP "$gateway"
check 'until the gateway has reloaded it' \
  "wait_for 'flock-certs check --connect 127.0.0.1:$port gateway'"
check_text 'one that expires soon is found' 'expires
expires' \
  'kind --now "$(date -u -d "380 days" +%FT%TZ)" \
     --connect 127.0.0.1:$port gateway'
check_text 'a server without its CA is found' served_no_ca \
  ': >started.out
   start openssl s_server -www -accept 127.0.0.1:0 \
     -cert certs/web/web.crt -key certs/web/web.key
   wait_for "grep -q ^ACCEPT started.out"
   kind --connect 127.0.0.1:"$(sed -n "s/^ACCEPT.*://p" started.out)" web
   kill $started_pid'
kill "$nginx_pid" && wait "$nginx_pid"
check_status 'nobody there is status 4' 4 \
  'flock-certs check --connect 127.0.0.1:$web_port'
check_err 'which is said' "cannot connect to '127.0.0.1:$web_port'" \
  'flock-certs check --connect 127.0.0.1:$web_port'
check_status 'an address without a port is 2' 2 \
  'flock-certs check --connect localhost'
check_status 'and so is an unreadable file of instances' 2 \
  'flock-certs check --in none.yml'
