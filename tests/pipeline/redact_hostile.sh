#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The built-in policy against rows that are wrong everywhere: in each column of
# each twig stands in turn what belongs in none of them. output-passes.txt lists
# the columns through which something of it passes, a name that its maker chose
# or what only the system writes; any other is a leak.
. "${0%/*}/lib.sh"
plan 6

flock-redact keygen

# The values, by kind; all that tells of a person in them is in $secrets.
cat >"$tmp/values.json" <<'END'
{"address": "ann.smith@acme.example.com",
 "addresses": "MAILTO=\"ann.smith@acme.example.com,bob.jones@acme.example.com\"",
 "command": "/usr/bin/openconnect --user ann.smith --passwd hunter2 -phunter2 nas",
 "drive": "/run/user/1000/gvfs/google-drive:host=acme.com,user=ann.smith",
 "device": "/dev/mapper/ann--smith--laptop-swap",
 "gvfs": "/run/user/1000/gvfs/smb-share:server=annpc,share=taxes,user=ann/x",
 "home": "/home/ann.smith/.config/x/../../../bob.jones/y",
 "host": "ann-smith-laptop",
 "instance": "openvpn-client@ann.smith.service",
 "mount": "home-ann\\x2dsmith.mount",
 "name": "Ann Smith",
 "serial": "C02XK1ABJG5J",
 "setting": "DB_PASSWORD = hunter2 ann.smith",
 "share": "//ANNPC/ann-smith/taxes",
 "shareurl": "file:////annpc/share/ann",
 "url": "smb://ann.smith:hunter2@nas.example.com/share"}
END
secrets='ann|smith|bob|jones|hunter2|C02XK1ABJG5J'

flock-redact policy >"$tmp/policy.json"
jq -c --slurpfile values "$tmp/values.json" '
  .twigs | to_entries[] | .key as $twig | (.value.columns | keys) as $columns |
  $values[0] | to_entries[] | . as $value |
  {name: $twig, hostIdentifier: "u1", unixTime: 1795417200, kind: .key,
   columns: ([$columns[] | {key: ., value: $value.value}] | from_entries),
   action: "added"}' "$tmp/policy.json" >"$tmp/rows"
# The same, with the kind where the policy lets it pass.
sed 's/"unixTime":1795417200,"kind":"\([a-z]*\)"/"calendarTime":"\1"/' \
  "$tmp/rows" >"$tmp/marked"

check 'there are rows of every twig' \
  'test "$(jq -r .name $tmp/marked | sort -u | wc -l)" -eq \
        "$(jq ".twigs | length" $tmp/policy.json)"'
check_status 'none is rejected' 0 'flock-redact $tmp/marked >$tmp/redacted'
cat >"$tmp/passes.jq" <<END
.calendarTime as \$kind | .name as \$twig | .columns | to_entries[] |
select(.value | test("^p1[.]") | not) |
select(.value | test("$secrets"; "i")) | "\(\$twig).\(.key) \(\$kind)"
END
passes() {
  jq -r -f "$tmp/passes.jq" "$tmp/redacted" | sort |
    awk -v all="$(jq -r 'keys | join(" ")' "$tmp/values.json")" '
      function put() { if (last) print last, kinds == " " all ? "all" : kinds }
      $1 != last { put(); last = $1; kinds = "" }
      { kinds = kinds " " $2 }
      END { put() }' | sed 's/  */ /g'
}
grep -v '^#' "$data/output-passes.txt" >"$tmp/expected"
check_out 'what passes is what is known to' "$tmp/expected" passes
check 'the test would see a leak' \
  'jq -r -f $tmp/passes.jq $tmp/marked | grep -q "crontab.minute addresses"'

# Whatever the kind, what is personal by its column alone never shows.
check 'accounts, profiles and command lines never do' \
  '! passes | grep -E "\.(username|groupname|profile|command|cmdline|args|author|creator|subkey|uuid|user_uuid|arguments|minute|hour) "'
check 'no address of a person does, nor a password of a URL, of what is not only a name' \
  '! passes | grep -E "\.(path|cwd|root|description|optional_permissions|shell|source_url|update_url|info_string|environment)( .*)? (address|addresses|url|instance|drive|gvfs|share|shareurl|all)( |$)"'
