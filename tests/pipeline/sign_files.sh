#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# sign-file and verify-file, and minisign's -S and -V, each on what the other
# made.
. "${0%/*}/lib.sh"
plan 33

for who in ann bob cal; do
  flock-sign keygen --key "$tmp/$who.key" --public "$tmp/$who.pub"
  flock-sign pubkey --key "$tmp/$who.key" --user "$who" >>"$tmp/trusted"
done
echo '{"queries":{}}' >"$tmp/pack.json"
: >"$tmp/empty"
head -c 3000000 /dev/zero >"$tmp/large"
sign="flock-sign sign-file --key $tmp/ann.key"
verify="flock-sign verify-file --trusted $tmp/trusted"

# Ours to minisign.
for file in pack.json empty large; do
  check_text "sign-file says nothing of $file" '' '$sign $tmp/$file; echo'
  check "minisign verifies $file" \
    'minisign -V -p $tmp/ann.pub -m $tmp/$file'
  check "and so does verify-file" '$verify $tmp/$file'
done
check_text 'the trusted comment is what minisign would write' \
  'file:pack.json	hashed' 'sed -n 3p $tmp/pack.json.minisig | cut -f 2-'
check 'a comment of one'\''s own is signed' \
  '$sign --comment "for the fleet" --signature $tmp/c $tmp/pack.json &&
     minisign -V -Q -p $tmp/ann.pub -m $tmp/pack.json -x $tmp/c |
       grep -qx "for the fleet"'
check_err 'and shown with --verbose' "trusted comment 'for the fleet'" \
  '$verify -v --signature $tmp/c $tmp/pack.json'
check_status 'a comment is one line' 2 \
  '$sign --comment "$(printf "a\nb")" $tmp/pack.json'
lines=$(printf 'a\nb')
check_err 'nor is the name of a file in it of two' \
  'hint: give another by --comment' 'echo x >"$tmp/$lines"; $sign "$tmp/$lines"'
check 'which a comment of one'\''s own cures' \
  '$sign --comment x "$tmp/$lines" && $verify "$tmp/$lines"'

# minisign's to us.
minisign -S -s "$tmp/bob.key" -m "$tmp/pack.json" -x "$tmp/b" \
  -t 'of minisign' </dev/null >/dev/null
check "minisign's signature verifies" \
  '$verify --signature $tmp/b $tmp/pack.json'
minisign -S -l -s "$tmp/bob.key" -m "$tmp/pack.json" -x "$tmp/l" \
  </dev/null >/dev/null
check_err 'its old form does not' 'not prehashed' \
  '$verify --signature $tmp/l $tmp/pack.json'

# What fails.
sed 's/of minisign/of Minisign/' "$tmp/b" >"$tmp/altered"
check_status 'an altered comment fails' 1 \
  '$verify --signature $tmp/altered $tmp/pack.json'
check_status 'an altered file fails' 1 \
  'cp $tmp/pack.json.minisig $tmp/other.minisig; echo x >$tmp/other
   $verify $tmp/other'
check_err 'and says so' 'bad signature' '$verify $tmp/other'
check_err 'a key that is not trusted fails' 'not trusted' \
  'flock-sign verify-file --trusted $tmp/cal.pub $tmp/pack.json'
check_status 'a signature that is not there fails' 1 '$verify $tmp/trusted'
check_status 'a file that is not there is a usage error' 2 '$verify $tmp/none'
check_status 'of many files one that fails is enough' 1 \
  '$verify $tmp/pack.json $tmp/other'

check_status 'one signature for two files is a usage error' 2 \
  '$sign --signature $tmp/s $tmp/pack.json $tmp/large'
check 'and makes none' 'test ! -e $tmp/s'
check_status 'to verify as well' 2 \
  '$verify --signature $tmp/b $tmp/pack.json $tmp/pack.json'

# A quorum.
check_err 'one signature of two does not do' '1 of the 2 trusted keys' \
  '$sign --key-id $tmp/pack.json && $verify --quorum 2 $tmp/pack.json'
minisign -S -s "$tmp/bob.key" -m "$tmp/pack.json" \
  -x "$tmp/pack.json.B0B.minisig" </dev/null >/dev/null
check "two do, one of them minisign's" '$verify --quorum 2 $tmp/pack.json'
check_status 'three are more than there are' 1 '$verify --quorum 3 $tmp/pack.json'
cp "$tmp/pack.json.B0B.minisig" "$tmp/pack.json.BBB.minisig"
check_status 'one key twice is one key' 1 '$verify --quorum 3 $tmp/pack.json'
echo nonsense >"$tmp/pack.json.0.minisig"
check_err 'what is no signature is named, and harms no quorum' \
  "0.minisig': it is no signature" '$verify --quorum 2 $tmp/pack.json'
mkfifo "$tmp/pack.json.1.minisig"
check_err 'nor does what is no file, which is not waited for' \
  "1.minisig': it is no regular file" '$verify --quorum 2 $tmp/pack.json'
