#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Pseudonyms and sealed values: made with the right key, or not at all.
. "${0%/*}/lib.sh"
plan 39

cat >"$tmp/pseudonym.json" <<'END'
{"members": ["name"], "twigs": {"t": {"columns": {
  "a": {"action": "pseudonym", "domain": "account"},
  "b": {"action": "pseudonym", "domain": "account"},
  "c": "pseudonym"}}}}
END
cat >"$tmp/seal.json" <<'END'
{"members": ["name"], "twigs": {"t": {"columns": {"a": "seal", "b": "keep"}}}}
END
cat >"$tmp/in" <<'END'
{"name":"t","hostIdentifier":"h","columns":{"a":"ann","b":"ann","c":"ann"}}
{"name":"t","hostIdentifier":"h","columns":{"a":"bob","b":"b\u006fb","c":null}}
END
pseudonym="flock-redact --policy $tmp/pseudonym.json"
seal="flock-redact --policy $tmp/seal.json"
# column N C: column C of line N of standard input.
column() { sed -n "$1p" | sed "s/.*\"$2\":\"\\([^\"]*\\)\".*/\\1/"; }

check_status 'a missing pseudonym key is a usage error' 2 '$pseudonym $tmp/in'
check_text 'and nothing passes' '' '$pseudonym $tmp/in 2>/dev/null; echo'
check_err 'with the cure' '^flock-redact: hint: flock-send register makes one, as does flock-redact keygen' \
  '$pseudonym $tmp/in'
check_status 'nor is one made to explain' 2 \
  'flock-redact explain --policy $tmp/pseudonym.json $tmp/in'
check 'nor the folder where it is looked for' \
  '! FLOCK_CONFIG_DIR=$tmp/mistyped $pseudonym $tmp/in && ! test -e $tmp/mistyped'
check 'keygen makes one' \
  'flock-redact keygen && $pseudonym $tmp/in >$tmp/one'
check_text 'which nobody else can read' '-rw-------' \
  'ls -l $FLOCK_CONFIG_DIR/pseudonym.key | cut -c 1-10'
check 'pseudonyms have their form' \
  'column 1 a <$tmp/one | grep -qE "^p1\.[A-Za-z0-9_-]{8}\.[A-Za-z0-9_-]{22}$"'
check 'equal values of a domain are equal' \
  'test "$(column 1 a <$tmp/one)" = "$(column 1 b <$tmp/one)"'
check 'however they are spelt' \
  'test "$(column 2 a <$tmp/one)" = "$(column 2 b <$tmp/one)"'
check 'other domains do not match' \
  'test "$(column 1 a <$tmp/one)" != "$(column 1 c <$tmp/one)"'
check_out 'the next run gives the same' "$tmp/one" '$pseudonym $tmp/in'
check_status 'a key is never overwritten' 2 'flock-redact keygen'
check_err 'which is said' "cannot create '.*/pseudonym.key': File exists" \
  'flock-redact keygen'
chmod 644 "$FLOCK_CONFIG_DIR/pseudonym.key"
check_status 'a key that others can read is refused' 2 '$pseudonym $tmp/in'
check_err 'with the cure' '^flock-redact: hint: chmod 600 ' '$pseudonym $tmp/in'
rm "$FLOCK_CONFIG_DIR/pseudonym.key"
echo nonsense >"$FLOCK_CONFIG_DIR/pseudonym.key"
chmod 600 "$FLOCK_CONFIG_DIR/pseudonym.key"
check_status 'a key that is none is refused' 2 '$pseudonym $tmp/in'
rm "$FLOCK_CONFIG_DIR/pseudonym.key"
check_text 'keygen makes another, silently' '' 'flock-redact keygen; echo'
check 'under which pseudonyms are others' \
  '! $pseudonym $tmp/in | cmp -s - $tmp/one'
check_text 'a key for a fleet is made elsewhere' 'flock-pseudonym-fleet-1' \
  'flock-redact keygen --fleet --key $tmp/fleet/p.key; cut -d " " -f 1 $tmp/fleet/p.key'

check_status 'a missing seal key is a usage error' 2 '$seal $tmp/in'
check_text 'and nothing passes' '' '$seal $tmp/in 2>/dev/null; echo'
check_err 'with the cure' "hint: copy the fleet's seal.pub" '$seal $tmp/in'
check_text 'keygen --seal makes a pair' '' \
  'flock-redact keygen --seal --key $tmp/seal.key --public $tmp/seal.pub; echo'
check_status 'and overwrites neither half' 2 \
  'flock-redact keygen --seal --key $tmp/seal.key --public $tmp/new.pub'
check 'nor leaves the other' '! test -e $tmp/new.pub'
check_status 'the other way round as well' 2 \
  'flock-redact keygen --seal --key $tmp/new.key --public $tmp/seal.pub'
check_status '--fleet does not go with --seal' 2 'flock-redact keygen --fleet --seal'
cp "$tmp/seal.pub" "$FLOCK_CONFIG_DIR/seal.pub"
check 'sealed values have their form' \
  '$seal $tmp/in >$tmp/sealed &&
   column 1 a <$tmp/sealed | grep -qE "^sealed1\.[A-Za-z0-9_-]{22}\.[A-Za-z0-9_-]{406}$"'
check 'and show nothing, not even the length' '! grep -q bob $tmp/sealed &&
  test "$(column 1 a <$tmp/sealed | wc -c)" -eq "$(column 2 a <$tmp/sealed | wc -c)"'
id=$(sed -n '1s/.*"policy":"\([^"]*\)".*/\1/p' "$tmp/sealed")
cat >"$tmp/opened" <<END
{"name":"t","hostIdentifier":"h","columns":{"a":"ann","b":"ann"},"flock":{"policy":"$id"}}
{"name":"t","hostIdentifier":"h","columns":{"a":"bob","b":"b\\u006fb"},"flock":{"policy":"$id"}}
END
check_out 'open opens them' "$tmp/opened" \
  'flock-redact open --key $tmp/seal.key <$tmp/sealed'
check_err 'open -v counts them' '^flock-redact: 2 values opened, 0 sealed to other' \
  'flock-redact open -v --key $tmp/seal.key $tmp/sealed'
sed '1s/"hostIdentifier":"h"/"hostIdentifier":"i"/' "$tmp/sealed" >"$tmp/moved"
check_status 'open refuses a value that was put elsewhere' 3 \
  'flock-redact open --key $tmp/seal.key $tmp/moved'
check_err 'and names it' "line 1 .*: the value sealed in column 'a' was sealed for another" \
  'flock-redact open --key $tmp/seal.key $tmp/moved'
check_text 'the others are opened' "$(sed 1d "$tmp/opened")" \
  'flock-redact open --key $tmp/seal.key $tmp/moved 2>/dev/null || true'
flock-redact keygen --seal --key "$tmp/b.key" --public "$tmp/b.pub"
check_out 'what is sealed to another key stays as it is' "$tmp/sealed" \
  'flock-redact open --key $tmp/b.key $tmp/sealed'
check_status 'the public half opens nothing' 2 \
  'cp $tmp/seal.pub $tmp/c.key; chmod 600 $tmp/c.key
   flock-redact open --key $tmp/c.key $tmp/sealed'
check_status 'open needs a key' 2 'flock-redact open $tmp/sealed'
check_status 'which must be there' 2 \
  'flock-redact open --key $tmp/missing $tmp/sealed'
