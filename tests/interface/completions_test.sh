#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Completions at work in the shells themselves. options_test.cpp holds their
# options to those of the tools.
. "${0%/*}/../pipeline/lib.sh"
plan 11

completions=$(cd "$tests_dir/../completions" && pwd)

# A real bash with bash-completion, which loads the file of a command by its
# name, as installed: completes the words given, the last of them.
mkdir -p "$tmp/share/bash-completion/completions"
for tool in $(sed -n 's/^\(flock-[a-z]*\):.*/\1/p' \
  "$completions/flock-tools.bash"); do
  ln -s "$completions/flock-tools.bash" \
    "$tmp/share/bash-completion/completions/$tool"
done
cat >"$tmp/complete.bash" <<'END'
source /usr/share/bash-completion/bash_completion
_completion_loader "$1" || [[ $? -eq 124 ]] || exit
eval "$(complete -p "$1" | sed -E 's/.* -F ([^ ]*) .*/function=\1/')"
COMP_WORDS=("$@") COMP_CWORD=$(($# - 1)) COMP_LINE=$* COMP_POINT=${#COMP_LINE}
"$function" "$1" "${!#}" "${COMP_WORDS[COMP_CWORD - 1]}"
printf '%s\n' "${COMPREPLY[@]}" | sort | xargs
END
in_bash() { XDG_DATA_DIRS=$tmp/share bash --norc "$tmp/complete.bash" "$@"; }

check_text 'bash completes options' \
  '--config --help --json --key --max-line-bytes --new-stream --passphrase-file --quiet --rejects --verbose --version' \
  'in_bash flock-sign --'
check_text 'verbs' 'verify verify-file' 'in_bash flock-sign ver'
check_text "a verb's option" --trusted 'in_bash flock-sign verify --t'
check_text 'one of some words' 'auto built-in osquery' \
  'in_bash flock-collect --engine ""'
check_text 'a word behind =' built-in 'in_bash flock-collect --engine = b'
check_text 'a twig' os_version 'in_bash flock-collect preview os_v'
: >"$tmp/note.jsonl"
check_text 'a file' "$tmp/note.jsonl" "in_bash flock-sign '$tmp/no'"

# A real zsh: what it lists on its terminal for a line and two tabs.
cat >"$tmp/complete.zsh" <<'END'
zmodload zsh/zpty
zpty shell zsh -f
type() { zpty -w shell "$1" }
expect() { zpty -r -m shell text "*$1*" || exit 1 }
type "PS1='> ' TERM=dumb; fpath=($1 \$fpath); autoload -Uz compinit"
type 'compinit -u -D; zstyle ":completion:*" list-prompt; LISTMAX=999'
type 'unsetopt zle_bracketed_paste; print ready-$((1 + 1))'
expect ready-2
zpty -w -n shell "$2"$'\t\t'
expect "$3"
print -r -- "offers $3"
zpty -d shell
END
in_zsh() { HOME=$tmp timeout 60 zsh -f "$tmp/complete.zsh" "$completions" "$@"; }
check_text 'zsh completes a verb' 'offers verify' \
  'in_zsh "flock-sign ver" verify'
check_text 'zsh lists options with what they are for' \
  'offers a file of trusted keys' \
  'in_zsh "flock-sign verify --" "a file of trusted keys"'

check 'fish reads its files' 'for file in "$completions"/fish/*.fish; do
  fish --no-config --no-execute "$file" || exit; done'
check_text 'fish completes a twig' kernel_info \
  'HOME=$tmp fish --no-config -c "
     source $completions/fish/flock-collect.fish
     complete -C \"flock-collect show kernel_i\""'
