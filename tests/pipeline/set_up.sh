#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# How examples/try-it and tests/run get their packages, and what a test does
# without an engine; over fakes of apt-get and Maven.
. "${0%/*}/lib.sh"
plan 27
top=$(cd "$tests_dir/.." && pwd)
mkdir "$tmp/bin"
PATH=$tmp/bin:$PATH

# fake NAME <SCRIPT: it notes its arguments in $tmp/NAME.calls first.
fake() {
  { echo '#!/bin/sh'; echo "echo \"\$*\" >>'$tmp/$1.calls'"; cat; } >"$tmp/bin/$1"
  chmod +x "$tmp/bin/$1"
}
calls() { cat "$tmp/$1.calls" 2>/dev/null; rm -f "$tmp/$1.calls"; }

# ---- packages

fake dpkg-query <<'END'
for package; do :; done
[ "$package" = there ] && echo 'ii '
END
fake apt-get </dev/null
fake sudo <<'END'
exec "$@"
END
install="top=$top; . \$top/cmake/set-up.sh; install_packages"
sudo=
[ "$(id -u)" -eq 0 ] || sudo='sudo '

check_text 'what is there is not installed' '' "$install '' there; echo"
check_text 'nobody was asked for it' '' 'calls apt-get; echo'
check_text 'the line is printed; without a terminal it goes ahead' \
  "${sudo}apt-get install --no-install-recommends some other" \
  "$install '' some there other </dev/null"
check_text 'and installs' 'update
install -y --no-install-recommends some other' 'calls apt-get'

# at_terminal ANSWER COMMAND: with a terminal for all three descriptors.
at_terminal() {
  printf '%s\n' "$1" >"$tmp/answer"
  SHELL=/bin/sh script -qec "$2" /dev/null <"$tmp/answer" | tr -d '\r'
}
check 'at a terminal it asks' \
  'at_terminal y "$install \"\" some" | grep -q "Install these packages? \[Y/n\]"'
check_text 'a yes installs' 'update
install -y --no-install-recommends some' 'calls apt-get'
check_status 'a no ends it' 2 'at_terminal n "$install \"\" some || exit 2" >$tmp/said
   grep -q "Nothing was installed" $tmp/said && exit 2'
check_text 'and installs nothing' '' 'calls apt-get; echo'
check 'with --yes it does not ask' \
  '! at_terminal n "$install 1 some" | grep -q Install'
check_text 'and installs' 'update
install -y --no-install-recommends some' 'calls apt-get'
fake apt-get <<'END'
echo 'E: no network' >&2
exit 100
END
check_status 'where it fails: try again' 4 "$install 1 some"
check_err 'and its last words are shown' 'E: no network' "$install 1 some"

# ---- an engine that cannot be fetched

fake mvn <<'END'
echo '[ERROR] Could not transfer artifact' >&2
exit 1
END
fake java </dev/null
fake javac </dev/null
FLOCK_ENGINE_CACHE=$tmp/cache
export FLOCK_ENGINE_CACHE
unset CI
start="$tests_dir/engine/start opensearch $tmp/node"
check_status 'the registry is away' 75 "$start"
check_text 'that was tried three times' 3 'calls mvn | wc -l'
check_err 'and is said' 'start: cannot fetch opensearch' "$start"
check_text 'nothing half fetched is left' '' 'ls $tmp/cache | grep -v lock; echo'
test="sh $tests_dir/integration/engine.sh opensearch"
check_status 'the test is skipped' 77 "$test"
check_err 'loudly' 'SKIPPED, NOTHING WAS TESTED AGAINST opensearch' "$test"
check_status 'in CI too: it was tried three times' 77 "CI=true $test"
# A PATH without Java.
cp -rs /usr/bin "$tmp/few"
rm -f "$tmp/few/java"
no_java="PATH=$tmp/few $test"
check_status 'without Java it is skipped as well' 77 "$no_java"
check_status 'but not in CI, where the set-up installs it' 1 "CI=true $no_java"
fake mvn <<'END'
for word; do
  case $word in -DoutputDirectory=*) mkdir -p "${word#*=}" ;; esac
done
END
fake javac <<'END'
exit 1
END
check_status 'an engine that does not come up is a failure' 1 "$test"

# ---- however try-it ends, what it laid in /etc/cron.d goes

{
  echo 'set -eu; keep=; finished='
  sed -n "/^cron_file=''/,/^trap .* TERM\$/p" "$top/examples/try-it"
  echo 'cron_file=$1; : >"$cron_file"; [ "$2" = none ] || kill -s "$2" $$'
  echo 'while :; do echo; done'
} >"$tmp/ends"
for signal in HUP INT QUIT TERM; do
  check "by SIG$signal" 'sh $tmp/ends $tmp/cron $signal >/dev/null; test ! -e $tmp/cron'
done
check 'by a reader that has gone' \
  'sh $tmp/ends $tmp/cron none | head -n 1 >/dev/null
   wait_for "test ! -e $tmp/cron"'
