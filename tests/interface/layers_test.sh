#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Includes point down only: base < record < shared < features < cli < tools, and
# features do not include one another. No two headers define a type of one
# name: programs that link both would mix them up. flock-redact and flock-sign link nothing
# that could speak to a network.
. "${0%/*}/../pipeline/lib.sh"
plan 9

top=$(cd "$tests_dir/.." && pwd)

# includes DIR: prints FILE FOLDER of each #include <flock/FOLDER/...>.
includes() {
  (cd "$1" && grep -rE '^#include <flock/[a-z]+/' lib tools) |
    sed -E 's|^([^:]*):#include <flock/([a-z]+)/.*|\1 \2|'
}

# wrong_includes DIR: those that do not point down.
wrong_includes() {
  includes "$1" | awk '
    function rank(folder, words, n, i) {
      n = split("base record", words)
      for (i = 1; i <= n; i++) if (words[i] == folder) return i
      n = split("auth elasticsearch http store ledger policy signature", words)
      for (i = 1; i <= n; i++) if (words[i] == folder) return 3
      n = split("collect redact send fetch gateway certs report notify", words)
      for (i = 1; i <= n; i++) if (words[i] == folder) return 4
      return folder == "cli" ? 5 : 0
    }
    {
      split($1, path, "/")
      from = path[1] == "tools" ? "tools" : path[3]
      mine = from == "tools" ? 6 : rank(from)
      theirs = rank($2)
      if (!mine || !theirs) print $1 " includes " $2 ": of no known layer"
      else if (theirs > mine || (theirs == mine && mine == 4 && from != $2))
        print $1 " includes " $2
    }'
}

# Shared libraries include one another; a list of lib/flock/CMakeLists.txt says
# in which order, so that there is no circle.
circles() {
  folders=$(sed -n 's/^add_subdirectory(\([a-z]*\))/\1/p' \
    "$1/lib/flock/CMakeLists.txt" | xargs)
  includes "$1" | awk -v folders="$folders" '
    BEGIN { n = split(folders, names); for (i = 1; i <= n; i++) at[names[i]] = i }
    { split($1, path, "/") }
    path[1] == "lib" && at[$2] > at[path[3]] { print $1 " includes " $2 }'
}

check 'there are includes to look at' '[ "$(includes "$top" | wc -l)" -gt 300 ]'
wrong_includes "$top" >"$tmp/wrong"
result 'includes point down' "$([ ! -s "$tmp/wrong" ]; echo $?)" "$tmp/wrong"
circles "$top" >"$tmp/circles"
result 'and in no circle' "$([ ! -s "$tmp/circles" ]; echo $?)" "$tmp/circles"

mkdir -p "$tmp/tree/lib/flock/record" "$tmp/tree/lib/flock/send" \
  "$tmp/tree/tools/flock-sign"
echo '#include <flock/http/client.hpp>' >"$tmp/tree/lib/flock/record/a.cpp"
echo '#include <flock/gateway/batch.hpp>' >"$tmp/tree/lib/flock/send/b.hpp"
echo '#include <flock/cli/paths.hpp>' >"$tmp/tree/tools/flock-sign/main.cpp"
check_text 'one that points up or sideways is found' \
  'lib/flock/record/a.cpp includes http lib/flock/send/b.hpp includes gateway' \
  'wrong_includes "$tmp/tree" | sort | xargs'

# repeated_types DIR: types that two headers define, all being in one namespace.
repeated_types() {
  (cd "$1" && grep -rhoE --include='*.hpp' \
    '^(struct|class|enum class) [A-Z][A-Za-z0-9]*( :.*)? \{' lib) |
    sed -E 's/^(struct|class|enum class) ([A-Za-z0-9]*).*/\2/' | sort | uniq -d
}
check_text 'no two headers define one type' '' 'repeated_types "$top"; echo'
echo 'struct Same {' >"$tmp/tree/lib/flock/record/a.hpp"
echo 'class Same : public Other {' >"$tmp/tree/lib/flock/send/b.hpp"
check_text 'two that do are found' 'Same' 'repeated_types "$tmp/tree"'

# network_of TOOL: the libraries for it that the tool loads.
network_of() {
  ldd "$(command -v "$1")" | grep -E 'lib(curl|ssl)\.' | cut -d ' ' -f 1
}
check_text 'flock-redact links no network' '' 'network_of flock-redact; echo'
check_text 'flock-sign links no network' '' 'network_of flock-sign; echo'
check 'flock-send does, so that it would show' 'network_of flock-send'
