# SPDX-License-Identifier: GPL-3.0-or-later
# fish completion for flock-certs.

set -l verbs create show
set -l first "not __fish_seen_subcommand_from $verbs"
complete -c flock-certs -f
complete -c flock-certs -n "$first" -a create -d 'make the certificates that are missing'
complete -c flock-certs -n "$first" -a show -d 'print what certificates there are'

complete -c flock-certs -n '__fish_seen_subcommand_from create' -l in -r -F -d 'the instances to make certificates for'
complete -c flock-certs -n '__fish_seen_subcommand_from create show' -l out -x -a '(__fish_complete_directories)' -d 'the folder of the certificates'

complete -c flock-certs -l help -d 'print the options, and examples'
complete -c flock-certs -l json -d 'JSON lines instead of text meant for people'
complete -c flock-certs -s q -l quiet -d 'no warnings, errors only'
complete -c flock-certs -s v -l verbose -d 'say what is done, and count'
complete -c flock-certs -n "$first" -l config -r -F -d 'read options from FILE'
complete -c flock-certs -n "$first" -l version -d 'print the version'
