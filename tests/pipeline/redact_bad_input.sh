#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# flock-redact with input that is none: the status of the table, one clear
# message, nothing else lost, and nothing passed that was not understood.
. "${0%/*}/lib.sh"
plan 35

cat >"$tmp/policy" <<'END'
{"members":["name"],"twigs":{"t":{"columns":{"a":"keep"}}}}
END
redact="flock-redact --policy $tmp/policy"
echo '{"name":"t","columns":{"a":"1","b":"secret"}}' >"$tmp/good"
$redact "$tmp/good" >"$tmp/expected"

# bad NAME PATTERN: $tmp/bad, then a good record.
bad() {
  cat "$tmp/bad" "$tmp/good" >"$tmp/mixed"
  check_err "$1 is named" "line 1 \\(byte 0\\): .*$2" '$redact $tmp/mixed'
  check_status "$1 is rejected, the rest passes" 3 \
    '$redact $tmp/mixed >$tmp/rest; status=$?
     cmp -s $tmp/rest $tmp/expected || exit 99; exit $status'
}
each_bad_line bad
echo '{"columns":{"a":"secret"}}' >"$tmp/bad"
bad 'what is no record' 'neither an agent record nor a result record'
echo '{"name":"t","columns":["secret"]}' >"$tmp/bad"
bad 'a row that is none' 'whose columns is no object'
echo '{"type":"flock_loss","timestamp":1,"hostIdentifier":"h","count":1,"reason":"secret"}' \
  >"$tmp/bad"
bad 'an agent record with words of its own' "flock_loss record whose 'reason'"
check_err 'the message does not repeat the content' \
  "reason' is not as flock-record\\(5\\) has it$" '$redact $tmp/bad'

cat >"$tmp/grow" <<'END'
{"members":["name"],"twigs":{"t":{"columns":{"a":{
  "action":"replace","pattern":".","with":"0123456789"}}}}}
END
check_status 'what grows too long is rejected, the rest passes' 3 \
  '{ printf "{\"name\":\"t\",\"columns\":{\"a\":\""
     head -c 300000 /dev/zero | tr "\0" x; echo "\"}}"; } |
   flock-redact --policy $tmp/grow - $tmp/good >$tmp/rest 2>$tmp/said
   status=$?; test "$(wc -l <$tmp/rest)" -eq 1 || exit 99; exit $status'
check 'and named' \
  'grep -q "line 1 (byte 0): redacted it is longer than 1048576 bytes" $tmp/said'
check_text 'an empty stream is success and says nothing' '' \
  '$redact </dev/null; echo'
check_text 'blank lines are no input' '' 'printf "\n \n" | $redact; echo'
check_status 'a missing file is a usage error' 2 '$redact $tmp/missing'
check_err 'and named' "cannot open '.*/missing': No such file" \
  '$redact $tmp/good $tmp/missing'
check_status 'so is an unknown option' 2 '$redact --polcy x $tmp/good'
check_status 'a full disk is an error' 4 '$redact $tmp/good >/dev/full'
check_text 'a closed pipe ends it quietly' '' \
  'yes "$(cat $tmp/good)" | head -n 5000 | $redact | head -n 1 >/dev/null; echo'
check_out 'rejected lines can be kept' "$tmp/bad" \
  '$redact -q --rejects $tmp/rejects $tmp/bad $tmp/good >/dev/null
   cat $tmp/rejects'
chmod 644 "$tmp/rejects"
check_status 'but not where others can read them' 2 \
  '$redact --rejects $tmp/rejects $tmp/good'
check_err 'with the cure' 'hint: chmod 600 .*/rejects' \
  '$redact --rejects $tmp/rejects $tmp/good'
check_status 'where they cannot be kept nothing is done' 2 \
  '$redact --rejects $tmp/no/rejects $tmp/good'
check_status 'records may be allowed to be longer' 0 \
  '{ printf "{\"name\":\"t\",\"columns\":{\"a\":\""
     head -c 1100000 /dev/zero | tr "\0" x; echo "\"}}"; } |
   $redact --max-line-bytes 2MiB >/dev/null'
check_text 'a directory is no input, and nothing is done' '' \
  '$redact $tmp/good $tmp 2>/dev/null; echo'
check_status 'and a usage error' 2 '$redact $tmp/good $tmp'
check_err 'that is named' "cannot read '.*': Is a directory" '$redact $tmp'
check_status 'on standard input as well' 2 '$redact $tmp/good - <$tmp'
