# SPDX-License-Identifier: GPL-3.0-or-later
# fish completion for flock-sign.

set -l verbs keygen pubkey verify
set -l first "not __fish_seen_subcommand_from $verbs"
complete -c flock-sign -n '__fish_seen_subcommand_from keygen pubkey' -f
complete -c flock-sign -n "$first" -a keygen -d 'make a key pair, as minisign does'
complete -c flock-sign -n "$first" -a pubkey -d 'print the public key of a secret one'
complete -c flock-sign -n "$first" -a verify -d 'print the records that verify, name those that do not'

complete -c flock-sign -n "$first" -l max-line-bytes -x -d 'reject longer lines'
complete -c flock-sign -n '__fish_seen_subcommand_from verify' -l max-line-bytes -x -d 'reject longer lines'
complete -c flock-sign -n "$first" -l rejects -r -F -d 'append rejected lines to FILE, verbatim'
complete -c flock-sign -n '__fish_seen_subcommand_from verify' -l rejects -r -F -d 'append rejected lines to FILE, verbatim'
complete -c flock-sign -n "$first" -l key -r -F -d 'the secret key\'s file (default: sign.key)'
complete -c flock-sign -n '__fish_seen_subcommand_from keygen pubkey' -l key -r -F -d 'the secret key\'s file (default: sign.key)'
complete -c flock-sign -n "$first" -l new-stream -d 'begin a stream of its own, whatever the records are'
complete -c flock-sign -n '__fish_seen_subcommand_from keygen' -l public -r -F -d 'the public key\'s file (default: sign.pub)'
complete -c flock-sign -n '__fish_seen_subcommand_from pubkey' -l user -x -d 'print a line for a file of trusted keys'
complete -c flock-sign -n '__fish_seen_subcommand_from verify' -l trusted -r -F -d 'a file of trusted keys, or a public key\'s; repeatable'
complete -c flock-sign -n '__fish_seen_subcommand_from verify' -l allow-gaps -d 'check signatures alone: for parts of an export'
complete -c flock-sign -n '__fish_seen_subcommand_from verify' -l from-start -d 'every stream must begin with its first record'
complete -c flock-sign -n '__fish_seen_subcommand_from verify' -l head -r -F -d 'the ledger\'s checkpoint.json: its stream must be complete'
complete -c flock-sign -n '__fish_seen_subcommand_from verify' -l silence -x -d 'fail where a trusted user has no record this recent'
complete -c flock-sign -n '__fish_seen_subcommand_from verify' -l now -x -d 'judge --silence as of TIME'

complete -c flock-sign -l help -d 'print the options, and examples'
complete -c flock-sign -l json -d 'JSON lines instead of text meant for people'
complete -c flock-sign -s q -l quiet -d 'no warnings, errors only'
complete -c flock-sign -s v -l verbose -d 'say what is done, and count'
complete -c flock-sign -n "$first" -l config -r -F -d 'read options from FILE'
complete -c flock-sign -n "$first" -l version -d 'print the version'
