#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Key files, made and read by flock-sign and by minisign.
. "${0%/*}/lib.sh"
plan 25

echo '{"hostIdentifier":"ann"}' >"$tmp/record"
echo 'a file' >"$tmp/file"
key=$FLOCK_CONFIG_DIR/sign.key
pub=$FLOCK_CONFIG_DIR/sign.pub

check_err 'without a key the cure is named' 'hint: create one with flock-sign keygen' \
  'flock-sign $tmp/record'
check_status 'and the status is 2' 2 'flock-sign $tmp/record'
check_text 'keygen says nothing' '' 'flock-sign keygen; echo'
check_text 'the secret file is nobody else'\''s' '-rw-------' \
  'ls -l $key | cut -c 1-10'
check_status 'keygen never overwrites a secret key' 2 \
  'flock-sign keygen --public $tmp/new.pub'
check_status 'nor a public one' 2 'flock-sign keygen --key $tmp/new.key'
check 'and leaves nothing behind' 'test ! -e $tmp/new.pub -a ! -e $tmp/new.key'
check_status 'where the public file cannot be' 2 \
  'flock-sign keygen --key $tmp/new.key --public $tmp/missing/new.pub'
check 'there is no secret one either' 'test ! -e $tmp/new.key'
check_status 'two keys need two files' 2 \
  'flock-sign keygen --key $tmp/one --public $tmp/one'
check_err 'by whatever names' 'cannot both be' \
  'cd $tmp && flock-sign keygen --key one --public ./one'
check 'else there is none' 'test ! -e $tmp/one -a ! -e $tmp/one.new'
check_text 'pubkey prints the public line' "$(sed 1d "$pub")" 'flock-sign pubkey'
check_text 'or a trusted line' "ann $(sed 1d "$pub")" \
  'flock-sign pubkey --user ann'
check_status 'for a user of one word' 2 'flock-sign pubkey --user "ann b"'

# Ours to minisign.
check 'minisign signs by our key' \
  'minisign -S -W -s $key -m $tmp/file -x $tmp/sig </dev/null'
check 'and verifies by our public key' \
  'minisign -V -p $pub -m $tmp/file -x $tmp/sig'
minisign -R -s "$key" -p "$tmp/again.pub" </dev/null >/dev/null
check_out 'minisign makes the same public file of it' "$tmp/again.pub" 'cat $pub'

# minisign's to us.
minisign -G -W -s "$tmp/mini.key" -p "$tmp/mini.pub" </dev/null >/dev/null
check_text "a key of minisign's is read" "$(sed 1d "$tmp/mini.pub")" \
  'flock-sign pubkey --key $tmp/mini.key'
check 'signs, and its public file verifies' \
  'flock-sign --key $tmp/mini.key $tmp/record |
     flock-sign verify --trusted $tmp/mini.pub'
printf 'word\nword\n' |
  minisign -G -s "$tmp/locked.key" -p "$tmp/locked.pub" >/dev/null 2>&1
printf 'word\n' | minisign -C -W -s "$tmp/locked.key" >/dev/null 2>&1
check_text 'so is one whose passphrase it took off' "$(sed 1d "$tmp/locked.pub")" \
  'flock-sign pubkey --key $tmp/locked.key'

cp "$key" "$tmp/open.key"
chmod 640 "$tmp/open.key"
check_status 'a key that others can read is refused' 2 \
  'flock-sign --key $tmp/open.key $tmp/record'
check_err 'with the cure' 'hint: chmod 600 .*/open.key' \
  'flock-sign --key $tmp/open.key $tmp/record'
check_status 'a public key cannot sign' 2 \
  'install -m 600 $pub $tmp/pub.key; flock-sign --key $tmp/pub.key $tmp/record'
check_status 'a full disk is an error' 4 'flock-sign pubkey >/dev/full'
