#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The passphrases of flock-certs at a terminal: script(1) is the terminal, its
# standard input the person.
. "${0%/*}/lib.sh"
plan 20
cd "$tmp" || exit 1
flock-certs create gateway localhost

# at_terminal COMMAND [ANSWER]...: $tmp/tty is what the terminal showed. Each
# answer waits for a question of its own, as what is typed before is thrown
# away. The command's shell lives through ctrl-C, and says what came after it.
at_terminal() {
  command=$1
  shift
  : >tty
  {
    questions=0
    for answer; do
      questions=$((questions + 1))
      wait_for '[ "$(grep -o "passphrase of [^:]*: " tty | wc -l)" -ge $questions ]'
      printf '%b' "$answer"
    done
    wait_for 'grep -q "^after" tty'
  } | script -qefc "trap : INT; $command; echo \"after: \$? \$(stty -a |
    tr ' ' '\n' | grep -xE -- '-?(echo|isig)' | paste -sd ' ')\"" /dev/null >tty
}
after() { grep -o '^after: .*[a-z]' tty; }
opens() { openssl pkcs12 -in certs/gateway/gateway.p12 -passin "pass:$1" -noout; }

at_terminal 'flock-certs pkcs12 gateway' 'correct horse\n' 'correct horse\n'
check_text 'pkcs12 asks twice' 'after: 0 isig echo' after
check_text 'for what is to be made' \
  "new passphrase of 'certs/gateway/gateway.p12': |new passphrase of 'certs/gateway/gateway.p12', once more: " \
  'grep -o "^new pass.*: " tty | paste -sd "|"'
check_text 'shows nothing of the answers' 0 'grep -c horse tty || true'
check 'and uses what was answered' 'opens "correct horse"'

cp certs/gateway/gateway.p12 before
at_terminal 'flock-certs pkcs12 gateway' 'correct horse\n' 'correct house\n'
check_text 'two that differ are refused' 'after: 2 isig echo' after
check 'and it says so' 'grep -q "the two passphrases differ" tty'
at_terminal 'flock-certs pkcs12 gateway' '\n'
check_text 'as is an empty one' 'after: 2 isig echo' after
at_terminal 'flock-certs pkcs12 gateway' '\004'
check_text 'and no answer at all' 'after: 2 isig echo' after
at_terminal 'flock-certs pkcs12 gateway' 'correct\003'
check_text 'ctrl-C ends it and leaves the terminal as it was' \
  'after: 130 isig echo' after
at_terminal 'flock-certs pkcs12 gateway' 'correct horse\n' '\003'
check_text 'at the second question too' 'after: 130 isig echo' after
at_terminal 'flock-certs pkcs12 gateway' \
  "$(head -c 1100 /dev/zero | tr '\0' x)\\n"
check_text 'one that is too long is not cut' 'after: 2 isig echo' after
check 'what was there stays' 'cmp before certs/gateway/gateway.p12'

at_terminal 'flock-certs protect-ca-key safe.key' '\003'
check_text 'protect-ca-key is ended by ctrl-C as well' 'after: 130 isig echo' \
  after
check 'and leaves the key where it is' '[ -s certs/ca/ca.key ] && [ ! -e safe.key ]'
at_terminal 'flock-certs protect-ca-key safe.key' 'stick\n' 'stick\n' 'stick\n'
check_text 'it asks twice, and reads it back' 'after: 0 isig echo' after
at_terminal 'flock-certs renew --all --ca-key safe.key' 'stack\n'
check_text 'a wrong answer signs nothing' 'after: 2 isig echo' after
at_terminal 'flock-certs renew --all --ca-key safe.key' 'stick\n'
check_text 'the right one does' 'after: 0 isig echo' after
check_err 'without a terminal the cure is named' 'hint: --passphrase-file' \
  'setsid -w flock-certs pkcs12 gateway </dev/null'

start flock -F certs/.lock sleep 60
wait_for '! flock -n certs/.lock true'
: >tty
script -qefc 'flock-certs create' /dev/null </dev/null >tty &
waiting=$!
check 'who has to wait for another run is told' \
  'wait_for "grep -q \"waiting for another flock-certs\" tty"'
kill "$started_pid"
status=0
wait "$waiting" || status=$?
result 'and goes on when that has ended' "$status" tty
