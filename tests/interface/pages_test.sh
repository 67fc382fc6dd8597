#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Every page is clean mdoc, by mandoc and by groff, and is where it says.
. "${0%/*}/../pipeline/lib.sh"
plan 4

man=$(cd "$tests_dir/../man" && pwd)

check_text 'mandoc finds nothing to complain of' '' \
  'mandoc -T lint -W warning "$man"/*.[1-8]; echo'
check 'man formats each' 'for page in "$man"/*.[1-8]; do
  man -l --warnings=w -E UTF-8 -P cat "$page" 2>&1 >"$tmp/page" | grep . && exit 1
  [ -s "$tmp/page" ] || exit 1; done; true'

# The pages referred to that are neither here nor another project's.
missing_pages() {
  sed -n 's/^\.\(It \)\{0,1\}Xr \(flock-[a-z]*\) \([1-8]\).*/\2.\3/p' \
    "$man"/*.[1-8] | sort -u | while read -r page; do
    [ -f "$man/$page" ] || echo "$page"
  done
}
check_text 'a page that is referred to exists' '' 'missing_pages; echo'
check_text 'the title is the file name' '' 'for page in "$man"/*.[1-8]; do
  name=$(basename "$page" | tr a-z. "A-Z ")
  grep -qx ".Dt $name" "$page" || echo "$page"; done; echo'
