# SPDX-License-Identifier: GPL-3.0-or-later
# Sourced behind lib.sh by the tests that run examples/try-it:
#
#   check_try_it NAME OPTION...  runs it with the tools of this build; leaves
#                                what it said in $tmp/said and $tmp/said.err, its
#                                folder in $dir, the user in $user
#
# shellcheck shell=sh disable=SC2034,SC2154

# No fakes: lib.sh puts them first.
PATH=${PATH#"$tests_dir/fakes:"}

check_try_it() {
  try_it_name=$1
  shift
  # A file rather than a pipe: with --keep the gateway outlives it.
  status=0
  "$tests_dir/../examples/try-it" --yes \
    --tools "$(dirname "$(command -v flock-gateway)")" "$@" \
    >"$tmp/said" 2>"$tmp/said.err" </dev/null || status=$?
  tail -n 20 "$tmp/said" >"$tmp/said.end"
  result "try-it: $try_it_name" "$status" "$tmp/said.end" "$tmp/said.err"
  dir=$(sed -n 's/^CA, export  *//p' "$tmp/said")
  user=$(sed -n 's/^user  *//p' "$tmp/said")
  [ -n "$dir" ] || dir=$tmp/no-folder
}
