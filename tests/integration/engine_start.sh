# SPDX-License-Identifier: GPL-3.0-or-later
# A real engine for a test, sourced behind lib.sh with $engine set: its first
# check is that it comes up at $engine_url. Its folder is $tmp/node.
# $engine_store: what tests/engine/start takes behind that, words.
#
#   restart_engine COMMAND...    brings it up again; COMMAND starts the gateway,
#                                which is stopped, where its address is another
#
# Without the engine the test ends with 77, skipped, and says so; with CI=true
# it fails then, unless fetching the engine is what failed, three times.
#
# shellcheck shell=sh disable=SC2154,SC2086

skip() {
  echo "# SKIPPED, NOTHING WAS TESTED AGAINST $engine: $1" | tee /dev/stderr
  [ "${CI-}" != true ] || [ "$2" = fetch ] || exit 1
  trap - EXIT
  rm -rf "$tmp"
  exit 77
}

for tool in java javac mvn; do
  command -v $tool >/dev/null || skip "there is no $tool" tool
done
trap '"$tests_dir/engine/stop" "$tmp/node"; finish' EXIT
mkdir "$tmp/node"
status=0
engine_url=$("$tests_dir/engine/start" "$engine" "$tmp/node" \
  ${engine_store-}) || status=$?
[ "$status" -ne 75 ] || skip 'it cannot be fetched' fetch
result 'the engine comes up' "$status"
[ "$status" -eq 0 ] || exit 1

# The port is the first free one again: the same, or another if it was taken.
restart_engine() {
  engine_url=$("$tests_dir/engine/start" "$engine" "$tmp/node")
  [ "$engine_url" != "$FLOCK_ELASTICSEARCH" ] || return 0
  kill "$gateway"
  wait "$gateway"
  FLOCK_ELASTICSEARCH=$engine_url
  "$@"
}
