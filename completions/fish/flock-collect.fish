# SPDX-License-Identifier: GPL-3.0-or-later
# fish completion for flock-collect.

function __flock_twigs
    command -q flock-collect; or return
    flock-collect twigs --json 2>/dev/null |
        string replace -rf '^{"twig":"([A-Za-z0-9_.-]*)".*' '$1'
end

set -l verbs twigs show preview allow deny status
set -l first "not __fish_seen_subcommand_from $verbs"
complete -c flock-collect -f
complete -c flock-collect -n "$first" -a twigs -d 'list what could be asked, and your answers'
complete -c flock-collect -n "$first" -a show -d 'show a twig\'s card: what, why, how'
complete -c flock-collect -n "$first" -a preview -d 'print the rows that would leave right now'
complete -c flock-collect -n "$first" -a allow -d 'say yes to twigs; without ID, asks one by one'
complete -c flock-collect -n "$first" -a deny -d 'say no to twigs, and take back what waits'
complete -c flock-collect -n "$first" -a status -d 'say in a sentence how collection stands'

complete -c flock-collect -n '__fish_seen_subcommand_from show preview allow deny' -a '(__flock_twigs)'
complete -c flock-collect -n "$first" -l now -d 'run every allowed twig, whether due or not'
complete -c flock-collect -n "$first" -l policy -r -F -d 'the redaction policy that consent is about'
complete -c flock-collect -n '__fish_seen_subcommand_from twigs show preview allow deny status' -l policy -r -F -d 'the redaction policy that consent is about'
complete -c flock-collect -n "$first" -l engine -x -a 'auto osquery built-in' -d 'what runs the queries: auto, osquery or built-in'
complete -c flock-collect -n '__fish_seen_subcommand_from preview allow' -l engine -x -a 'auto osquery built-in' -d 'what runs the queries: auto, osquery or built-in'

complete -c flock-collect -l help -d 'print the options, and examples'
complete -c flock-collect -l json -d 'JSON lines instead of text meant for people'
complete -c flock-collect -s q -l quiet -d 'no warnings, errors only'
complete -c flock-collect -s v -l verbose -d 'say what is done, and count'
complete -c flock-collect -n "$first" -l config -r -F -d 'read options from FILE'
complete -c flock-collect -n "$first" -l version -d 'print the version'
