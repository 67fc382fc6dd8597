#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# flock-sign and flock-sign verify with input that is none: the status of the
# table, one clear message, and nothing else lost.
. "${0%/*}/lib.sh"
plan 33

flock-sign keygen
pub=$FLOCK_CONFIG_DIR/sign.pub
echo '{"hostIdentifier":"ann"}' >"$tmp/good"
flock-sign "$tmp/good" >"$tmp/signed"
verify="flock-sign verify --trusted $pub"

# bad NAME PATTERN: $tmp/bad, then a good record.
bad() {
  cat "$tmp/bad" "$tmp/good" >"$tmp/mixed"
  check_err "$1 is named" "line 1 \\(byte 0\\): .*$2" 'flock-sign $tmp/mixed'
  check_status "$1 is rejected, the rest signed" 3 \
    'flock-sign $tmp/mixed >$tmp/rest; status=$?
     test "$(grep -c "\"sig\"" $tmp/rest)" -eq 1 || exit 99; exit $status'
  cat "$tmp/bad" "$tmp/signed" >"$tmp/mixed"
  check_status "$1 does not verify, the rest does" 1 \
    '$verify $tmp/mixed >$tmp/rest; status=$?
     cmp -s $tmp/rest $tmp/signed || exit 99; exit $status'
}
each_bad_line bad

check_text 'an empty stream is signed' '' 'flock-sign </dev/null; echo'
check_status 'but proves nothing' 1 '$verify </dev/null'
check_err 'and verify says so' '^flock-sign: nothing verified$' '$verify </dev/null'

check_status 'a missing file is a usage error' 2 'flock-sign $tmp/missing'
check_status 'for verify too' 2 '$verify $tmp/missing'
check_status 'as are missing trusted keys' 2 \
  'flock-sign verify --trusted $tmp/missing $tmp/signed'
check_err 'trusted keys that are none are named by line' 'line 2: there is no public key' \
  'printf "# ours\nann RWQ\n" >$tmp/t; flock-sign verify --trusted $tmp/t $tmp/signed'
check_status 'verify needs trusted keys' 2 'flock-sign verify $tmp/signed'
check_status '--allow-gaps does not go with --from-start' 2 \
  '$verify --allow-gaps --from-start $tmp/signed'

check_status 'a full disk is an error' 4 'flock-sign $tmp/good >/dev/full'
check_status 'for verify too' 4 '$verify $tmp/signed >/dev/full'
check_text 'a closed pipe ends it quietly' '' \
  'yes "$(cat $tmp/good)" | head -n 5000 | flock-sign | head -n 1 >/dev/null; echo' 
check_out 'rejected lines can be kept' "$tmp/bad" \
  'flock-sign -q --rejects $tmp/rejects $tmp/bad $tmp/good >/dev/null; cat $tmp/rejects'
check_err 'a line that ends the file without LF is a line' '^flock-sign: 1 verified' \
  'printf %s "$(cat $tmp/signed)" | $verify -v'
for size in -1 0 -1KiB 2GiB; do
  check_status "no line is of $size bytes: a usage error" 2 \
    "flock-sign --max-line-bytes $size \$tmp/good"
done
