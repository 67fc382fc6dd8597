# SPDX-License-Identifier: GPL-3.0-or-later
# What fish completes: complete.fish FOLDER <COMMANDS prints COMMAND, tab, and a
# verb or option, with = where it takes a value.
for file in $argv[1]/*.fish
    source $file
end
while read -l line
    set -l tool (string split -m 1 ' ' $line)[1]
    set -l rules (complete -c $tool)
    for candidate in (complete -C "$line --")
        set -l option (string split \t -- $candidate)[1]
        string match -q -- "complete --* $tool -l "(string sub -s 3 -- $option)" *" $rules
        and set option $option=
        printf '%s\t%s\n' $line $option
    end
    for candidate in (complete -C "$line ")
        printf '%s\t%s\n' $line (string split \t -- $candidate)[1]
    end
end
