#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# flock-redact: policies of more than one file, conditions and defaults; the
# verbs that look at a policy; pseudonyms found again.
. "${0%/*}/lib.sh"
plan 38

cat >"$tmp/base.json" <<'END'
{ // what the fleet agreed to
  "members": ["name", "unixTime"],
  "twigs": {"t": {
    "columns": {
      "kind": "keep",
      "path": [{"action": "keep", "why": "the system's own",
                "when": {"column": "kind", "equals": "system"}},
               {"action": "generalize", "to": "home"}],
      "user": {"action": "pseudonym", "domain": "account", "rotate": "monthly",
               "why": "which account, not who"}},
    "default": "mask"}}
}
END
cat >"$tmp/mine.json" <<'END'
{"extends": "base.json",
 "twigs": {"t": {"columns": {"kind": "drop"}, "default": "drop"}}}
END
cat >"$tmp/in" <<'END'
{"name":"t","unixTime":1795000000,"x":1,"columns":{"kind":"system","path":"/home/ann/a","other":"secret"}}
{"name":"t","unixTime":1795000000,"columns":{"kind":"own","path":"/home/ann/a"}}
END
base="flock-redact --policy $tmp/base.json"
flock-redact keygen
mine="flock-redact --policy $tmp/mine.json"
unmarked() { sed 's/,"flock":{"policy":"[^"]*"}//'; }

check_text 'conditions and a default' \
  '{"name":"t","unixTime":1795000000,"columns":{"kind":"system","path":"/home/ann/a","other":"***"}}
{"name":"t","unixTime":1795000000,"columns":{"kind":"own","path":"~/a"}}' \
  '$base $tmp/in | unmarked'
check_text 'a policy that extends another is stricter' \
  '{"name":"t","unixTime":1795000000,"columns":{"path":"/home/ann/a"}}
{"name":"t","unixTime":1795000000,"columns":{"path":"~/a"}}' \
  '$mine $tmp/in | unmarked'
check 'and has an id of its own' \
  'test "$($base $tmp/in | sed "1q;s/.*policy//")" != "$($mine $tmp/in | sed "1q;s/.*policy//")"'
echo '{"extends": "base.json", "twigs": {"t": {"columns": {"user": "keep"}}}}' \
  >"$tmp/lax.json"
check_status 'one that lets more pass is refused' 2 \
  'flock-redact --policy $tmp/lax.json $tmp/in'
check_err 'with line and column' \
  "policy '.*/lax.json': line 1, column 62: twigs.t.columns.user cannot be shown to be stricter than 'base.json', which it extends" \
  'flock-redact --policy $tmp/lax.json $tmp/in'
echo '{"extends": "lost.json"}' >"$tmp/lost.json"
check_status 'so is one whose base is missing' 2 \
  'flock-redact --policy $tmp/lost.json $tmp/in'
echo '{"extends": "built-in", "twigs": {"crontab": "drop"}}' >"$tmp/built.json"
check_err 'the built-in policy can be extended' "the first is of twig 'crontab'" \
  'echo "{\"name\":\"crontab\",\"columns\":{\"minute\":\"1\"}}" |
   flock-redact --policy $tmp/built.json'

# Pseudonyms found again.
record() { printf '{"name":"t",%s"columns":{"user":"ann"}}\n' "$1"; }
token() { record "$1" | $base | sed 's/.*"user":"\([^"]*\)".*/\1/'; }
november=$(token '"unixTime":1795000000,')
check_text 'pseudonym finds a value again' "$november" \
  'echo ann | flock-redact pseudonym --domain account --month 2026-11'
check_text 'values are lines' 3 \
  'printf "ann\nbob\ncy" | flock-redact pseudonym --domain account | sort -u | wc -l'
check_text 'with CRs before their ends or not' 1 \
  'printf "ann\r\nann\r\r\nann" | flock-redact pseudonym --domain who | sort -u | wc -l'
check_status 'and UTF-8' 2 'printf "ann\nj\374rgen\n" | flock-redact pseudonym --domain who'
check 'another month has another' 'test "$(token "\"unixTime\":1796083200,")" != "$november"'
check_text 'a record without a time is undated' "$(token '')" \
  'echo ann | flock-redact pseudonym --domain account --month undated'
check_status 'a month is one' 2 \
  'echo ann | flock-redact pseudonym --domain account --month november'
check_status 'from 01 to 12' 2 \
  'echo ann | flock-redact pseudonym --domain who --month 2026-13'
check_err 'a domain is not empty' '^flock-redact: --domain: the text is empty' \
  'echo ann | flock-redact pseudonym --domain ""'
check_status 'the key must be there' 2 \
  'echo ann | flock-redact pseudonym --domain account --key $tmp/none'
check_err 'and is named' "cannot open '.*/none'" \
  'echo ann | flock-redact pseudonym --domain account --key $tmp/none'
check_status 'so must the domain' 2 'echo ann | flock-redact pseudonym'

# explain.
cat >"$tmp/explained" <<'END'
line 1: 't': passed
  'kind': keep: "system"
  'path': keep: "/home/ann/a" (the system's own)
  'other': mask: "***"
  'x': not among the members that pass
line 2: 't': passed
  'kind': keep: "own"
  'path': generalize: "~/a"
END
check_out 'explain says what each rule did' "$tmp/explained" \
  'flock-redact explain --policy $tmp/base.json $tmp/in'
check_text 'in JSON as well' \
  '{"line":2,"name":"t","outcome":"passed","columns":[{"column":"kind","action":"drop"},{"column":"path","action":"generalize","left":"~/a"}],"members_dropped":[]}' \
  'flock-redact explain --json --policy $tmp/mine.json $tmp/in | tail -n 1'
check_text 'and why nothing passed' "line 1: 'u': dropped: the policy names nothing of it
line 2: '': rejected: neither an agent record nor a result record: no name" \
  'printf "{\"name\":\"u\",\"columns\":{\"a\":1}}\n{}\n" |
   flock-redact explain --policy $tmp/base.json || test $? -eq 3'
check_status 'with the status that the filter has' 3 \
  'echo "{}" | flock-redact explain --policy $tmp/base.json >/dev/null'
check_out 'and --rejects keeps those' "$tmp/rejects" \
  'echo "{\"a\":1}" | tee $tmp/rejects |
   flock-redact explain -q --policy $tmp/base.json --rejects $tmp/kept >/dev/null
   cat $tmp/kept'
check_text 'no terminal obeys what is in a record' \
  "line 1: 't': passed
  '\\x1B[2J': mask: \"***\"
  'kind': keep: \"\\xC2\\x9B2J\"
  '\\x1B]0;x': not among the members that pass" \
  'printf "{\"name\":\"t\",\"columns\":{\"\\\\u001b[2J\":1,\"kind\":\"\302\2332J\"},\"\\\\u001b]0;x\":1}\n" |
   flock-redact explain --policy $tmp/base.json'
check 'what was left out is not shown' \
  '! flock-redact explain --policy $tmp/base.json $tmp/in | grep secret'

# test.
cat >"$tmp/cases" <<'END'
{"why":"paths of the system","input":{"name":"t","columns":{"kind":"system","path":"/home/x"}},"output":{"name":"t","columns":{"kind":"system","path":"/home/x"}}}
{"why":"nothing else","input":{"name":"u","columns":{"a":1}},"output":null}
{"why":"nobody","input":{"name":"t","columns":{"user":"ann"}},"hides":["ann"]}
END
check_text 'cases that hold are silent' '' \
  'flock-redact test --policy $tmp/base.json $tmp/cases; echo'
check_status 'others are not' 1 'flock-redact test --policy $tmp/mine.json $tmp/cases'
check_text 'and say what leaves instead' \
  "$tmp/cases: line 1: paths of the system: leaves {\"columns\":{\"path\":\"/home/x\"},\"name\":\"t\"}, not {\"columns\":{\"kind\":\"system\",\"path\":\"/home/x\"},\"name\":\"t\"}" \
  'flock-redact test --policy $tmp/mine.json $tmp/cases || true'
check_text 'in JSON as well' 1 \
  'flock-redact test --json --policy $tmp/mine.json $tmp/cases |
   jq -r "select(.why == \"paths of the system\") | .line"'
check 'test needs no key of its own' \
  'FLOCK_CONFIG_DIR=$tmp/empty flock-redact test --policy $tmp/base.json $tmp/cases &&
   ! test -e $tmp/empty'
echo '{"input":{}}' >"$tmp/no_case"
check_status 'what is no case is a usage error' 2 \
  'flock-redact test --policy $tmp/base.json $tmp/no_case'
check_err 'and named' 'no_case: line 1: a case with neither output nor hides' \
  'flock-redact test --policy $tmp/base.json $tmp/no_case'

# check.
sed 's/"minute": {"action": "generalize", "to": "schedule"/"minute": {"action": "mask"/
  s/"command": {"action": "generalize", "to": "command"/"command": {"action": "keep"/' \
  >"$tmp/clear.json" <<END
$(flock-redact policy)
END
check_text 'check names what is personal and kept in clear' \
  'crontab.command: is kept in clear and holds a command line, which may have names and passwords' \
  'flock-redact check $tmp/clear.json || true'
check_status 'which is a no' 1 'flock-redact check $tmp/clear.json'
check_text '- is standard input' '' 'flock-redact policy | flock-redact check -; echo'
check_err 'which is named' 'standard input: line 1, column 1' \
  'echo 7 | flock-redact check -'
check_text 'a default names the columns that no rule does' '' \
  'sed "s/\"columns\"/\"default\": \"mask\", \"columns\"/; /\"refs\"/d" $tmp/clear.json |
   sed "s/\"command\": {\"action\": \"keep\"/\"command\": {\"action\": \"mask\"/" >$tmp/d.json
   flock-redact check $tmp/d.json; echo'
