# SPDX-License-Identifier: GPL-3.0-or-later
# What zsh would complete: complete.zsh COMPLETIONS <COMMANDS prints COMMAND,
# tab, and a verb or option, with = where it takes a value. _arguments is
# replaced by one that prints what it was given.
_arguments() {
  local spec
  for spec; do
    [[ $spec != '1: :_flock_first' ]] || print -rl -- $line$'\t'${^verbs%%:*}
    [[ $spec == (#b)(|\([^\)]#\))(|\*)(--[a-z-]##)(=|)\[* ]] || continue
    print -r -- $line$'\t'$match[3]$match[4]
  done
}
setopt extended_glob
line= service=flock-sign words=(flock-sign '') CURRENT=2
source $1 >/dev/null || exit
while IFS= read -r line; do
  words=(${=line} --) CURRENT=$#words service=$words[1]
  _flock-tools
done
