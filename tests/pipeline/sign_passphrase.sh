#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Keys with a passphrase, ours and minisign's, at minisign's own price: some
# seconds and a GiB for each use.
. "${0%/*}/lib.sh"
plan 9

echo '{"hostIdentifier":"ann"}' >"$tmp/record"
echo 'a file' >"$tmp/file"
(umask 077; echo 'correct horse' >"$tmp/word"; : >"$tmp/empty")
key=$FLOCK_CONFIG_DIR/sign.key
pub=$FLOCK_CONFIG_DIR/sign.pub

check 'keygen encrypts by a passphrase from a file' \
  'flock-sign keygen --passphrase --passphrase-file $tmp/word'
check 'the filter signs with it' \
  'flock-sign --passphrase-file $tmp/word $tmp/record >$tmp/signed &&
     flock-sign verify --trusted $pub $tmp/signed >/dev/null'
check 'minisign signs with it' \
  'echo "correct horse" |
     minisign -S -s $key -m $tmp/file -x $tmp/sig >/dev/null &&
     minisign -V -q -p $pub -m $tmp/file -x $tmp/sig'
printf 'correct horse\ncorrect horse\n' |
  minisign -G -s "$tmp/mini.key" -p "$tmp/mini.pub" >/dev/null 2>&1
check_text "minisign's key with a passphrase is read" "$(sed 1d "$tmp/mini.pub")" \
  'flock-sign pubkey --key $tmp/mini.key --passphrase-file $tmp/word'

check_status 'an empty passphrase is refused' 2 \
  'flock-sign keygen --key $tmp/n.key --public $tmp/n.pub --passphrase-file $tmp/empty'
check_status 'as is a file that others can read' 2 \
  'cp $tmp/word $tmp/open; chmod 644 $tmp/open
   flock-sign pubkey --passphrase-file $tmp/open'
check_err 'without a terminal the cure is named' 'hint: --passphrase-file' \
  'setsid -w flock-sign pubkey </dev/null'

# At a terminal it is asked for, without echo. What is typed before the
# question is thrown away, so each answer waits for its own.
type_answers() {
  wait_for 'grep -q "new key:" $tmp/tty' && echo horse
  wait_for 'grep -q "once more:" $tmp/tty' && echo horse
}
: >"$tmp/tty"
type_answers | script -qefc "flock-sign keygen --passphrase --key $tmp/t.key \
  --public $tmp/t.pub" /dev/null >"$tmp/tty"
check_text 'at a terminal keygen asks twice' Sc \
  'sed 1d $tmp/t.key | base64 -d | head -c 4 | tail -c 2; echo'
check_text 'and shows nothing of the answers' 0 'grep -c horse $tmp/tty || true'
