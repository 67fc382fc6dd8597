#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# libexec/ship: silent, its status the highest of the four, its messages in
# ship.log.
. "${0%/*}/lib.sh"
. "${0%/*}/gateway.sh"
. "${0%/*}/laptop.sh"
plan 39
ship=$tests_dir/../libexec/ship
log=$FLOCK_STATE_DIR/ship.log

rows probe 1 2
check_text 'not registered: silent, 0' '' '$ship; echo'
check_text 'and nothing was done' '' 'ls $FLOCK_STATE_DIR; echo'
start_server
join
check_text 'nothing allowed: silent, 0' '' '$ship; echo'
check_text 'nothing left' '' 'flock-send sent; echo'
flock-collect deny other
check_text 'a no is no yes' '' '$ship; flock-send sent; echo'
flock-collect allow probe
check_text 'it ships, silently' '' '$ship; echo'
check_text 'what there is' 'added:1 added:2' 'stored | probe_rows'
check_text 'and logs nothing' '' '[ ! -e $log ]; echo'
check 'and again' '$ship'

# Statuses, by tools that end as they are told; each reads its input to the end.
mkdir "$tmp/bin"
for tool in collect redact sign send; do
  cat >"$tmp/bin/flock-$tool" <<'END'
#!/bin/sh
name=${0##*/flock-}
[ "$name" = collect ] || cat >/dev/null
eval "status=\${$name-0} message=\${say_$name-}"
[ -z "$message" ] || echo "flock-$name: $message" >&2
exit "$status"
END
  chmod +x "$tmp/bin/flock-$tool"
done
told='PATH=$tmp/bin:$PATH $ship'
check_status 'all well' 0 "$told"
for tool in collect redact sign send; do
  check_status "the status of $tool alone" 3 "$tool=3 $told"
done
check_status 'the highest of several' 5 "collect=3 redact=5 sign=4 send=2 $told"
check_status 'a stage ended by SIGPIPE does not count' 4 \
  "collect=141 redact=141 sign=141 send=4 $told"
check_status 'not alone either' 0 "redact=141 $told"

check_status 'tools that are not there are a matter of set-up: 2' 2 \
  'PATH=/usr/bin:/bin $ship'
check 'and logged' 'grep -q "flock-collect: not found" $log'
rm -f "$log" "$FLOCK_STATE_DIR/ship.last"

# Installed, as from cron
mkdir -p "$tmp/prefix/libexec/flock"
sed 's|@FLOCK_BIN_FROM_SHIP@|../../bin|' "$ship" >"$tmp/prefix/libexec/flock/ship"
chmod +x "$tmp/prefix/libexec/flock/ship"
cp -r "$tmp/bin" "$tmp/prefix/bin"
check_status 'it finds the tools that lie beside it' 5 \
  'env -i PATH=/usr/bin:/bin HOME="$HOME" redact=5 FLOCK_CONFIG_DIR="$FLOCK_CONFIG_DIR" \
     FLOCK_STATE_DIR="$FLOCK_STATE_DIR" "$tmp/prefix/libexec/flock/ship"'

# Messages
check_text 'a message is not printed' '' "say_sign='no key' sign=2 $told; echo"
check 'but logged, with the time' \
  'grep -qE "^20[0-9-]*T[0-9:]*Z flock-sign: no key$" $log'
check_text 'for the owner alone' 600 'stat -c %a $log'
again="say_sign='no key' sign=2 $told"
run "$again"
check_text 'unchanged it is not logged again' 1 'wc -l <$log'
check_status 'the status is given all the same' 2 "$again"
run "say_send='the gateway is away' send=4 $told"
check_text 'another one is' 2 'wc -l <$log'
run "$again"
check_text 'and the first one behind it' 3 'wc -l <$log'
touch -d '2 days ago' "$FLOCK_STATE_DIR/ship.last"
run "$again"
check_text 'an unchanged one after a day' 4 'wc -l <$log'
run "$again"
check_text 'once' 4 'wc -l <$log'
run "$told"
run "$again"
check_text 'and after a run without any' 5 'wc -l <$log'
head -c 1048577 /dev/zero >>"$log"
run "say_sign='another' sign=2 $told"
check_text 'a log of a mebibyte is put aside' 1 'wc -l <$log'
check 'beside it' 'test $(wc -c <$log.1) -gt 1048576'
check_text 'nothing is left in the state folder' '' \
  'ls $FLOCK_STATE_DIR | grep "^ship\.[^l]"; echo'

# For real
stop_server
rows probe 3
jq -c '.last_run = 0' <"$FLOCK_STATE_DIR/base/probe.json" >"$tmp/base"
cp "$tmp/base" "$FLOCK_STATE_DIR/base/probe.json"
printf '[flock-send]\ndeadline = "1ms"\n' >"$FLOCK_CONFIG_DIR/flock.toml"
check_status 'the gateway is away: 4' 4 '$ship'
check 'and that is logged' 'grep -q "flock-send: cannot deliver now" $log'
run '$ship'
check_text 'once, though it took another time' 1 \
  'grep -c "flock-send: cannot deliver now" $log'
start_server
check 'when it is back' '$ship'
check_text 'what waited is there' 'added:1 added:2 removed:1 removed:2 added:3' \
  'stored | probe_rows'
check_status 'a state folder that cannot be made: 4' 4 \
  'FLOCK_STATE_DIR=/proc/nothing $ship'
