#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# kill -9 of collect, redact, sign, send or gateway, or of all at once, at
# random moments: kill.sh [KILLS [SEED]]. In the end the store holds each
# record once, and the chain verifies.
. "${0%/*}/lib.sh"
. "${0%/*}/gateway.sh"
. "${0%/*}/laptop.sh"
kills=${1:-100}
seed=${2:-$(od -An -N3 -tu4 /dev/urandom | tr -d ' ')}
plan 8
echo "# $kills kills, seed $seed"

start_server
join
flock-collect allow probe
mkfifo "$tmp/collected" "$tmp/redacted" "$tmp/signed"

# The machine's rows are the numbers from FIRST to LAST, and both only grow: no
# row comes back once it is removed.
now_rows() { # FIRST LAST
  # shellcheck disable=SC2046 # one word a row
  rows probe $(seq "$1" "$2")
}

# Runs the command in the shell's place, with standard descriptors only.
become() { exec "$@" 3<&- 4>&- 5<&- 6>&- 7<&- 8>&- 9<&-; }

# Starts the four, each a process of its own to be killed. The shell opens both
# ends of each pipe, so that nobody waits for one who died before opening his.
start_pipeline() {
  exec 8<>"$tmp/collected" 3<"$tmp/collected" 4>"$tmp/collected"
  exec 8<>"$tmp/redacted" 5<"$tmp/redacted" 6>"$tmp/redacted"
  exec 8<>"$tmp/signed" 7<"$tmp/signed" 8>"$tmp/signed"
  become flock-collect --now >&4 2>>"$tmp/collect.err" &
  collect=$!
  become flock-redact <&3 >&6 2>>"$tmp/redact.err" &
  redact=$!
  become flock-sign <&5 >&8 2>>"$tmp/sign.err" &
  sign=$!
  become flock-send --deadline 1ms <&7 2>>"$tmp/send.err" &
  send=$!
  exec 3<&- 4>&- 5<&- 6>&- 7<&- 8>&-
}

# Kills the process if it is a tool and still alive: a shell that has not
# become one yet is none. Whether it did.
kill_tool() {
  read -r name 2>/dev/null <"/proc/$1/comm" || return 1
  case $name in flock-*) kill -9 "$1" 2>/dev/null ;; *) false ;; esac
}

# Whether it died of that, rather than ended before.
died() {
  wait "$1" 2>/dev/null
  [ $? -eq 137 ]
}

# How long a run takes, in milliseconds: kills fall into one and a little more.
now_rows 1 100
begin=$(date +%s%3N)
start_pipeline
wait $collect $redact $sign $send
took=$(($(date +%s%3N) - begin))

# A line a round: who is killed, when, and which rows there are.
awk -v seed="$seed" -v rounds=$((kills * 4)) -v took="$took" 'BEGIN {
  srand(seed)
  split("collect redact sign send gateway all", victims)
  for (last = 100; rounds > 0; rounds--) {
    added = rand() < 0.1 ? 400 : int(rand() * 20)
    last += added
    first = last - int(rand() * 120)
    if (first < before) first = before
    before = first
    printf "%s %.3f %d %d\n", victims[1 + int(rand() * 6)],
      rand() * took * 1.2 / 1000, first, last
  }
}' >"$tmp/rounds"

killed=0
while [ "$killed" -lt "$kills" ] && read -r victim delay first last <&9; do
  now_rows "$first" "$last"
  start_pipeline
  sleep "$delay"
  case $victim in
    all) victims="$collect $redact $sign $send $gateway" ;;
    *) eval "victims=\$$victim" ;;
  esac
  dying=
  for pid in $victims; do kill_tool "$pid" && dying="$dying $pid"; done
  for pid in $dying; do died "$pid" && killed=$((killed + 1)); done
  wait $collect $redact $sign $send 2>/dev/null
  case " $dying " in *" $gateway "*) start_server ;; esac
done 9<"$tmp/rounds"
result "$kills processes were killed" "$([ "$killed" -ge "$kills" ]; echo $?)"

# What was under way is delivered, then what is there now.
send=
check 'the next runs go through' 'pipeline --now && pipeline --now'
stored --user "$user" | jq -c 'select(.flock.cursor)' >"$tmp/stored"
check_text 'nothing waits' 0 'flock-send outbox | wc -l'
check 'the store has each record once, and all that was sent' \
  '[ "$(jq -r .flock.cursor <$tmp/stored | sort | uniq -d | wc -l)" -eq 0 ] &&
   [ "$(flock-send sent | wc -l)" -eq "$(wc -l <$tmp/stored)" ]'
check 'the chain verifies, to its end' verified
check_text 'no row came or went twice' '' \
  'jq -r "select(.name)|.action+.columns.n" <$tmp/stored | sort | uniq -d; echo'
jq -r .[].n "$tmp/tables/probe.json" >"$tmp/expected"
check 'the rows that were added and not removed are those of the machine' \
  'jq -r "select(.name)|.action+\" \"+.columns.n" <$tmp/stored | awk "
     \$1 == \"added\" { there[\$2] = 1 } \$1 == \"removed\" { delete there[\$2] }
     END { for (n in there) print n }" | sort -n | diff "$tmp/expected" - >&2'
check_text 'no tool met a defect' '' \
  'grep -hE "defect|damaged|understand" "$tmp"/*.err; echo'
[ "$checks_failed" -eq 0 ] || echo "# again: $0 $kills $seed"
