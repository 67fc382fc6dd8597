#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Two independent implementations check us and are checked by us: PyPI's
# jwcrypto and rfc8785, and for numbers JavaScript itself where there is node.
# They are kept in a folder of their own; where they cannot be had, it ends
# with 77: skipped.
. "${0%/*}/../pipeline/lib.sh"
here=$(cd "$(dirname "$0")" && pwd)
plan 8

cache=${XDG_CACHE_HOME:-$HOME/.cache}/flock-tests/interop-1
if [ ! -e "$cache/ready" ]; then
  { python3 -m venv "$cache" &&
    "$cache/bin/pip" install -q 'jwcrypto>=1.5,<2' 'rfc8785==0.1.*' &&
    : >"$cache/ready"; } >"$tmp/pip" 2>&1 || {
    echo "# SKIPPED: jwcrypto and rfc8785 cannot be had" | tee /dev/stderr
    tail -n 3 "$tmp/pip" >&2
    trap - EXIT
    rm -rf "$tmp"
    exit 77
  }
fi
python=$cache/bin/python

seed=202122232425262728292a2b2c2d2e2f303132333435363738393a3b3c3d3e3f
check_out 'what was recorded is what they make' \
  "$tests_dir/vectors/jwcrypto.json" '$python $here/jwcrypto_sign.py record'

# Theirs to us.
{
  n=0
  while [ $n -lt 500 ]; do
    echo "{\"name\":\"n$n\",\"hostIdentifier\":\"ann\",\"x\":$n.50e-3,\"é\":[$n]}"
    n=$((n + 1))
  done
} >"$tmp/records"
$python "$here/jwcrypto_sign.py" sign $seed 01a206589b8000010203040506070809 \
  <"$tmp/records" >"$tmp/theirs"
$python "$here/jwcrypto_sign.py" trusted $seed >"$tmp/trusted"
check_out 'records that they signed verify' "$tmp/theirs" \
  'flock-sign verify --from-start --trusted $tmp/trusted $tmp/theirs'
sed '7s/"n6"/"n7"/' "$tmp/theirs" >"$tmp/altered"
check_status 'altered they do not' 1 \
  'flock-sign verify --trusted $tmp/trusted $tmp/altered'

# Ours to them.
flock-sign keygen
flock-sign <"$tmp/records" >"$tmp/ours"
public=$(flock-sign pubkey | base64 -d | tail -c 32 | base64 | tr '+/' '-_' | tr -d =)
check 'records that we signed are good JSON Web Signatures' \
  '$python $here/jwcrypto_sign.py verify $public <$tmp/ours'
check_status 'altered they are not' 1 \
  'sed "7s/\"n6\"/\"n7\"/" $tmp/ours |
     $python $here/jwcrypto_sign.py verify $public'

# The canonical form by itself.
check_text 'random texts have one canonical form' 200000 \
  '$python $here/canonical_fuzz.py "$FLOCK_CANONICAL_LINES" 200000 "$(date +%s)"'
if command -v node >/dev/null; then
  other="node $here/numbers.js"
else
  other="$python $here/canonical_fuzz.py numbers"
fi
check_text 'so have ten million random doubles' 10000000 \
  '"$FLOCK_CANONICAL_LINES" numbers "$(date +%s)" 10000000 | $other'
check_status 'and what differs would be found' 1 \
  'echo "3ff8000000000000 1.50" | $other'
