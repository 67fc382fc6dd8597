#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# examples/try-it, Flock's whole way on real data of this machine, against the
# embedded store.
here=$(cd "$(dirname "$0")" && pwd)
. "$here/../pipeline/lib.sh"
. "$here/try-it.sh"
plan 16
unset FLOCK_CONFIG_DIR FLOCK_STATE_DIR

check_try_it 'against the embedded store' --keep
check 'it shows a second use of the invite refused' \
  'grep -q "refuses to register this laptop: .This invite is not valid" $tmp/said.err'
check_text 'and a repeat after a lost answer not' 2 \
  'grep -c "^registered as $user at https://127.0.0.1:" $tmp/said'
check 'it lists what could be asked, undecided' \
  'grep -q "^crontab  *1h  *undecided" $tmp/said'
check 'it shows the very rows that would leave' \
  'grep -q "^{\"name\":\"os_version\",\"hostIdentifier\":\"$user\"" $tmp/said'
check 'with the gateway away all waits' \
  'grep -q "records\{0,1\} waits\{0,1\} to leave for https://127.0.0.1:" $tmp/said'
check 'an altered record is named' 'grep -q "line [0-9]*: bad signature" $tmp/said'
check 'a deleted one' 'grep -q "missing, stream [0-9a-f]*, seq [0-9]" $tmp/said'
check 'an unsigned one' 'grep -q "line [0-9]*: unsigned" $tmp/said'
check_text 'it ends with a line for each of twelve twigs' 12 \
  'sed -n "/^9\\. /,\$p" $tmp/said | grep -cE "^[a-z_]+ +[0-9]+$"'

# ---- what is left

url=$(sed -n 's/^gateway  *\(https:[^,]*\),.*/\1/p' "$tmp/said")
gateway=$(sed -n 's/^gateway .* process \([0-9]*\);.*/\1/p' "$tmp/said")
started_pids=$gateway
export FLOCK_CONFIG_DIR="$dir/laptop/config" FLOCK_STATE_DIR="$dir/laptop/state"
check 'with --keep the gateway runs on' 'flock-send ping'
check_text 'at the address that it says' "$url" \
  'flock-send status --json | sed "s/.*\"gateway\":\"\([^\"]*\)\".*/\1/"'
check 'and the pipeline can be run on' \
  'flock-collect --now | flock-redact | flock-sign | flock-send'
[ -z "$gateway" ] || kill "$gateway"
unset FLOCK_CONFIG_DIR FLOCK_STATE_DIR
check 'no cron job stays behind' '! ls /etc/cron.d/flock-try-it-* 2>/dev/null'
check 'the folder is one, and can go' 'rm -r "$dir"'

check_status 'an unknown option is a usage error' 2 \
  '"$tests_dir/../examples/try-it" --nonsense'
