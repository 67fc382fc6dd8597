#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The EXAMPLES of the pages and the pipeline of README.md do what they say, one
# after the other in one folder, with a gateway. What a page shows below a
# command must be its output.
. "${0%/*}/../pipeline/lib.sh"
. "${0%/*}/../pipeline/gateway.sh"

top=$(cd "$tests_dir/.." && pwd)
HOME=$tmp/home
url= gateway=
# The pages' queries, whatever this machine and tests/fakes have.
FLOCK_ENGINE=built-in
export FLOCK_ENGINE
# A pipe is as good as the worst of its stages.
shell='bash -e -o pipefail'
# Where the pages say that it is, which for root is another folder.
FLOCK_STATE_DIR=$HOME/.local/state/flock
export HOME
mkdir -p "$FLOCK_STATE_DIR"

# Names that only an example has, on this machine.
as_here() {
  sed -e "s|https://gateway\.example\.com|$url|" \
    -e 's|--listen [^ ]*|--listen 127.0.0.1:0|' "$1"
}

# not_here COMMAND: why it cannot be run, if so.
not_here() {
  case $1 in
    *--elasticsearch*) echo 'there is no engine; tests/integration has one' ;;
  esac
}

# examples PAGE DIR: each command to DIR/NN.command, what is shown below it to
# DIR/NN.output.
examples() {
  awk -v dir="$2" '
    function begin(text) {
      n++
      file = sprintf("%s/%02d", dir, n)
      quotes = 0
      add(text)
    }
    function add(text) {
      print text >(file ".command")
      if (end != "") {
        if (text == end) end = ""
      } else if (match(text, /<<.[A-Z]+/)) {
        end = substr(text, RSTART + 3, RLENGTH - 3)
      }
      quotes += gsub(/\047/, "&", text)
      open = end != "" || quotes % 2 || text ~ /[|\\]$/
    }
    /^\.Sh / { here = $2 == "EXAMPLES" }
    !here { next }
    { gsub(/\\e/, "\\"); gsub(/\\&/, "") }
    /^\.Dl \$ / { begin(substr($0, 7)); next }
    /^\.Bd / { block = 1; file = ""; next }
    /^\.Ed/ { block = 0; next }
    block && open { add($0); next }
    block && /^\$ / { begin(substr($0, 3)); next }
    block && file != "" { print >(file ".output") }' "$1"
}

# The lines of README.md that begin with a tool.
readme_examples() {
  n=0
  sed -n 's/^    \(flock-[a-z]* *[|a-z-].*\)/\1/p' "$top/README.md" |
    while read -r line; do
      n=$((n + 1))
      printf '%s\n' "$line" >"$1/0$n.command"
    done
}

serve() {
  [ -z "$gateway" ] || { kill "$gateway" && wait "$gateway"; }
  sed 's/^flock-gateway/exec &/' "$tmp/command" >"$tmp/serve"
  (cd "$HOME" && exec sh "$tmp/serve") >"$tmp/ready" 2>>"$tmp/started.err" &
  gateway=$!
  started_pids="$started_pids $gateway"
  read -r _ url <"$tmp/ready"
}

# run_example FILE: FILE.command, held to FILE.output.
run_example() {
  as_here "$1.command" >"$tmp/command"
  name="$(basename "$(dirname "$1")"): $(head -n 1 "$1.command")"
  reason=$(not_here "$(cat "$1.command")")
  if [ -n "$reason" ]; then
    result "$name # SKIP $reason" 0
  elif grep -q '^flock-gateway serve' "$tmp/command"; then
    serve
    result "$name" $? "$tmp/started.err"
  elif [ -f "$1.output" ]; then
    check_out "$name" "$1.output" 'cd "$HOME" && $shell "$tmp/command"'
  else
    run 'cd "$HOME" && $shell "$tmp/command"'
    result "$name" "$status" "$tmp/err" "$tmp/out"
  fi
}

run_page() {
  for command in "$tmp/examples/$1"/*.command; do
    run_example "${command%.command}"
  done
}

# json_block PAGE: the first one of its examples.
json_block() {
  sed -n '/^\.Sh EXAMPLES/,/^\.Ed/{/^[{} ]/p;}' "$top/man/$1"
}

for page in "$top"/man/*.[18]; do
  name=$(basename "$page" | sed 's/\.[18]$//')
  mkdir -p "$tmp/examples/$name"
  examples "$page" "$tmp/examples/$name"
done
mkdir "$tmp/examples/README"
readme_examples "$tmp/examples/README"
plan $(($(find "$tmp/examples" -name '*.command' | wc -l) + 4))
check 'there are examples to run' \
  '[ "$(find "$tmp/examples" -name "*.command" | wc -l)" -ge 30 ]'

run_page flock-certs
run_page flock-gateway
run_page flock-send
run_page flock-collect
run_page flock-fetch
# Whoever has nothing but flock-redact has no key.
rm "$FLOCK_CONFIG_DIR/pseudonym.key"
run_page flock-redact

# The laptop of flock-sign(1) has a name, and no key yet.
FLOCK_CONFIG_DIR=$tmp/config-of-ann
rm -rf "$FLOCK_STATE_DIR"
mkdir "$FLOCK_CONFIG_DIR"
printf 'flock-gateway users invite --url %s --ca certs/ca/ca.crt >invite
  flock-send register --user ann-laptop <invite
  flock-collect allow os_version
  rm "$FLOCK_CONFIG_DIR"/sign.*' "$url" >"$tmp/command"
check 'a laptop is prepared for flock-sign' 'cd "$HOME" && $shell "$tmp/command"'
run_page flock-sign
(cd "$HOME" && flock-gateway users keys | grep -v ann-laptop >trusted
 flock-sign pubkey --user ann-laptop >>trusted)
run_page README

json_block flock-policy.5 >"$tmp/policy.json"
check_text 'the policy of flock-policy is one' \
  '{"name":"os_version","columns":{"name":"Debian"}}' \
  'echo "{\"name\":\"os_version\",\"columns\":{\"name\":\"Debian\",\"x\":1}}" |
     flock-redact --policy "$tmp/policy.json" |
     jq -c "{name,columns}"'
mkdir "$FLOCK_CONFIG_DIR/catalogue.d"
json_block flock-catalogue.5 >"$FLOCK_CONFIG_DIR/catalogue.d/docker.json"
check 'the twig of flock-catalogue is one' \
  'flock-collect twigs --json | grep "\"twig\":\"docker_service\""'
