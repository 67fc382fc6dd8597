# SPDX-License-Identifier: GPL-3.0-or-later
# fish completion for flock-send.

function __flock_twigs
    command -q flock-collect; or return
    flock-collect twigs --json 2>/dev/null |
        string replace -rf '^{"twig":"([A-Za-z0-9_.-]*)".*' '$1'
end

set -l verbs register ping deliver outbox sent withdraw reset status
set -l first "not __fish_seen_subcommand_from $verbs"
complete -c flock-send -n '__fish_seen_subcommand_from register ping deliver outbox sent withdraw reset status' -f
complete -c flock-send -n "$first" -a register -d 'connect this laptop to a gateway, by an invite'
complete -c flock-send -n "$first" -a ping -d 'ask the gateway whether it knows this laptop'
complete -c flock-send -n "$first" -a deliver -d 'deliver what waits in the outbox'
complete -c flock-send -n "$first" -a outbox -d 'print what waits, byte for byte'
complete -c flock-send -n "$first" -a sent -d 'print what has left, byte for byte'
complete -c flock-send -n "$first" -a withdraw -d 'take back records that have not left'
complete -c flock-send -n "$first" -a reset -d 'begin a new ledger: new machine, damage'
complete -c flock-send -n "$first" -a status -d 'say in a sentence how delivery stands'

complete -c flock-send -n "$first" -l max-line-bytes -x -d 'reject longer lines'
complete -c flock-send -n "$first" -l rejects -r -F -d 'append rejected lines to FILE, verbatim'
complete -c flock-send -n "$first" -l max-outbox-bytes -x -d 'take no more records into a fuller outbox'
complete -c flock-send -n "$first" -l rest -x -d 'hold records back for so long, to be looked at first'
complete -c flock-send -n '__fish_seen_subcommand_from deliver' -l rest -x -d 'hold records back for so long, to be looked at first'
complete -c flock-send -n "$first" -l deadline -x -d 'try to deliver for so long'
complete -c flock-send -n '__fish_seen_subcommand_from deliver' -l deadline -x -d 'try to deliver for so long'
complete -c flock-send -n "$first" -l keep-sent -x -d 'keep what was delivered for so long'
complete -c flock-send -n '__fish_seen_subcommand_from deliver' -l keep-sent -x -d 'keep what was delivered for so long'
complete -c flock-send -n "$first" -l keep-sent-bytes -x -d 'keep at most so much of what was delivered'
complete -c flock-send -n '__fish_seen_subcommand_from deliver' -l keep-sent-bytes -x -d 'keep at most so much of what was delivered'
complete -c flock-send -n '__fish_seen_subcommand_from register' -l invite-file -r -F -d 'read the invite from FILE, not standard input'
complete -c flock-send -n '__fish_seen_subcommand_from register' -l user -x -d 'the user name (default: a random one)'
complete -c flock-send -n '__fish_seen_subcommand_from register' -l name -x -d 'what administrators see beside the user name'
complete -c flock-send -n '__fish_seen_subcommand_from withdraw' -l twig -x -a '(__flock_twigs)' -d 'all records of twig ID'
complete -c flock-send -n '__fish_seen_subcommand_from withdraw' -l all -d 'all records'

complete -c flock-send -l help -d 'print the options, and examples'
complete -c flock-send -l json -d 'JSON lines instead of text meant for people'
complete -c flock-send -s q -l quiet -d 'no warnings, errors only'
complete -c flock-send -s v -l verbose -d 'say what is done, and count'
complete -c flock-send -n "$first" -l config -r -F -d 'read options from FILE'
complete -c flock-send -n "$first" -l version -d 'print the version'
