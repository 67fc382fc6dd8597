# SPDX-License-Identifier: GPL-3.0-or-later
# What the pipeline tests share: TAP on standard output, a fresh folder $tmp,
# kept if a check failed. Each command is run by eval, so quote it singly.
#
#   plan N                              how many checks there are
#   check_out    NAME FILE COMMAND      its output is FILE's, it says nothing
#                                       else, and ends with 0
#   check_text   NAME TEXT COMMAND      the same with TEXT for a file
#   check_err    NAME PATTERN COMMAND   its standard error matches (grep -E)
#   check_status NAME STATUS COMMAND    its exit status
#   check        NAME COMMAND           it ends with 0
#   start        COMMAND...             runs it in the background until the end
#   wait_for     COMMAND                up to 20 s, until it ends with 0
#   each_bad_line COMMAND               COMMAND NAME PATTERN for each kind of
#                                       line that no tool takes, in $tmp/bad
#
# The tools are found through PATH, which ctest sets. FLOCK_CONFIG_DIR and
# FLOCK_STATE_DIR are in $tmp; nothing of the machine's is touched.

set -u
LC_ALL=C.UTF-8
export LC_ALL

test_name=$(basename "$0" .sh)
tests_dir=$(cd "$(dirname "$0")/.." && pwd)
# Where this test's own input-* and output-* files lie.
data=$(cd "$(dirname "$0")" && pwd)/$test_name
tmp=$(mktemp -d "${TMPDIR:-/tmp}/flock-$test_name.XXXXXX") || exit 1
FLOCK_CONFIG_DIR=$tmp/config
FLOCK_STATE_DIR=$tmp/state
export FLOCK_CONFIG_DIR FLOCK_STATE_DIR
mkdir "$FLOCK_CONFIG_DIR" "$FLOCK_STATE_DIR"
PATH=$tests_dir/fakes:$PATH

checks_planned=0
checks_done=0
checks_failed=0
started_pids=

finish() {
  for pid in $started_pids; do kill "$pid" 2>/dev/null && wait "$pid"; done
  if [ "$checks_done" -ne "$checks_planned" ]; then
    echo "# planned $checks_planned checks, made $checks_done"
    checks_failed=$((checks_failed + 1))
  fi
  if [ "$checks_failed" -eq 0 ]; then
    rm -rf "$tmp"
    exit 0
  fi
  echo "# $checks_failed failed; see $tmp"
  exit 1
}
trap finish EXIT
trap 'exit 1' HUP INT QUIT PIPE TERM

plan() {
  checks_planned=$1
  echo "1..$1"
}

# result NAME OK [DETAIL-FILE]...
result() {
  checks_done=$((checks_done + 1))
  if [ "$2" -eq 0 ]; then
    echo "ok $checks_done - $1"
    return
  fi
  checks_failed=$((checks_failed + 1))
  echo "not ok $checks_done - $1"
  shift 2
  for detail; do sed 's/^/#   /' "$detail" | head -n 40; done
}

# run COMMAND: leaves $tmp/out, $tmp/err and $status.
run() {
  status=0
  (eval "$1") >"$tmp/out" 2>"$tmp/err" || status=$?
}

check_out() {
  run "$3"
  ok=0
  diff -u "$2" "$tmp/out" >"$tmp/diff" || ok=1
  [ ! -s "$tmp/err" ] || ok=1
  [ "$status" -eq 0 ] || { ok=1; echo "exit status $status" >>"$tmp/diff"; }
  result "$1" "$ok" "$tmp/diff" "$tmp/err"
}

check_text() {
  printf '%s\n' "$2" >"$tmp/expected"
  check_out "$1" "$tmp/expected" "$3"
}

check_err() {
  run "$3"
  ok=0
  grep -qE -e "$2" "$tmp/err" || ok=1
  echo "standard error does not match: $2" >"$tmp/diff"
  result "$1" "$ok" "$tmp/diff" "$tmp/err"
}

check_status() {
  run "$3"
  ok=0
  [ "$status" -eq "$2" ] || ok=1
  echo "exit status $status, not $2" >"$tmp/diff"
  result "$1" "$ok" "$tmp/diff" "$tmp/err"
}

check() { check_status "$1" 0 "$2"; }

start() {
  "$@" >>"$tmp/started.out" 2>>"$tmp/started.err" &
  started_pid=$!
  started_pids="$started_pids $started_pid"
}

wait_for() {
  tries=0
  until (eval "$1") >/dev/null 2>&1; do
    tries=$((tries + 1))
    [ "$tries" -lt 200 ] || return 1
    sleep 0.1
  done
}

each_bad_line() {
  echo 'no JSON' >"$tmp/bad"
  "$1" 'a line that is no JSON' 'at byte 1'
  echo '{"a":1,"\u0061":2}' >"$tmp/bad"
  "$1" 'a duplicate key' "duplicate key 'a'"
  printf '{"a":"\377"}\n' >"$tmp/bad"
  "$1" 'invalid UTF-8' 'invalid UTF-8'
  { printf '{"a":"'; head -c 1100000 /dev/zero | tr '\0' x; echo '"}'; } \
    >"$tmp/bad"
  "$1" 'an over-long line' 'longer than 1048576 bytes'
  echo '[]' >"$tmp/bad"
  "$1" 'what is no object' 'not a JSON object'
}
