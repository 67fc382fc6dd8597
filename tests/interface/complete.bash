# SPDX-License-Identifier: GPL-3.0-or-later
# What bash completes: complete.bash COMPLETIONS <COMMANDS prints COMMAND, tab,
# and a verb or option, with = where it takes a value.
source "$1" || exit

# candidates WORD...: with the last one to be completed.
candidates() {
  COMP_WORDS=("$@") COMP_CWORD=$(($# - 1)) COMP_LINE=$* COMP_POINT=${#COMP_LINE}
  _flock_tools
}

while IFS= read -r line; do
  candidates $line --
  _flock_row "$line"
  for option in "${COMPREPLY[@]}"; do
    [[ $row != *" $option="* ]] || option+==
    printf '%s\t%s\n' "$line" "$option"
  done
  candidates $line ''
  [[ -z ${COMPREPLY[*]} ]] || printf "$line"'\t%s\n' "${COMPREPLY[@]}"
done
