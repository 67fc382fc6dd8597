# SPDX-License-Identifier: GPL-3.0-or-later
# fish completion for flock-sign.

set -l verbs keygen pubkey rotate verify sign-file verify-file
set -l first "not __fish_seen_subcommand_from $verbs"
complete -c flock-sign -n '__fish_seen_subcommand_from keygen pubkey rotate' -f
complete -c flock-sign -n "$first" -a keygen -d 'make a key pair, as minisign does'
complete -c flock-sign -n "$first" -a pubkey -d 'print the public key of a secret one'
complete -c flock-sign -n "$first" -a rotate -d 'print a record that announces a new key'
complete -c flock-sign -n "$first" -a verify -d 'print the records that verify, name those that do not'
complete -c flock-sign -n "$first" -a sign-file -d 'sign files, as minisign does'
complete -c flock-sign -n "$first" -a verify-file -d 'check signatures that minisign or sign-file made'

complete -c flock-sign -n "$first" -l max-line-bytes -x -d 'reject longer lines'
complete -c flock-sign -n '__fish_seen_subcommand_from verify' -l max-line-bytes -x -d 'reject longer lines'
complete -c flock-sign -n "$first" -l rejects -r -F -d 'append rejected lines to FILE, verbatim'
complete -c flock-sign -n '__fish_seen_subcommand_from verify' -l rejects -r -F -d 'append rejected lines to FILE, verbatim'
complete -c flock-sign -n "$first" -l key -r -F -d 'the secret key\'s file (default: sign.key)'
complete -c flock-sign -n '__fish_seen_subcommand_from keygen pubkey sign-file' -l key -r -F -d 'the secret key\'s file (default: sign.key)'
complete -c flock-sign -n "$first" -l passphrase-file -r -F -d 'the passphrase is the first line of FILE'
complete -c flock-sign -n '__fish_seen_subcommand_from keygen pubkey rotate sign-file' -l passphrase-file -r -F -d 'the passphrase is the first line of FILE'
complete -c flock-sign -n "$first" -l new-stream -d 'begin a stream of its own, whatever the records are'
complete -c flock-sign -n '__fish_seen_subcommand_from keygen' -l public -r -F -d 'the public key\'s file (default: sign.pub)'
complete -c flock-sign -n '__fish_seen_subcommand_from keygen' -l passphrase -d 'encrypt the secret key by a passphrase'
complete -c flock-sign -n '__fish_seen_subcommand_from pubkey' -l user -x -d 'print a line for a file of trusted keys'
complete -c flock-sign -n '__fish_seen_subcommand_from verify verify-file' -l trusted -r -F -d 'a file of trusted keys, or a public key\'s; repeatable'
complete -c flock-sign -n '__fish_seen_subcommand_from verify' -l allow-gaps -d 'check signatures alone: for parts of an export'
complete -c flock-sign -n '__fish_seen_subcommand_from verify' -l from-start -d 'every stream must begin with its first record'
complete -c flock-sign -n '__fish_seen_subcommand_from verify' -l head -r -F -d 'the ledger\'s checkpoint.json: its stream must be complete'
complete -c flock-sign -n '__fish_seen_subcommand_from verify' -l silence -x -d 'fail where a trusted user has no record this recent'
complete -c flock-sign -n '__fish_seen_subcommand_from verify' -l now -x -d 'judge --silence as of TIME'
complete -c flock-sign -n '__fish_seen_subcommand_from verify' -l jobs -x -d 'check on N cores (default: all of them)'
complete -c flock-sign -n '__fish_seen_subcommand_from sign-file verify-file' -l signature -r -F -d 'the signature\'s file (default: FILE.minisig)'
complete -c flock-sign -n '__fish_seen_subcommand_from sign-file' -l key-id -d 'write FILE.KEYID.minisig, for a quorum'
complete -c flock-sign -n '__fish_seen_subcommand_from sign-file' -l comment -x -d 'the trusted comment, which is signed as well'
complete -c flock-sign -n '__fish_seen_subcommand_from verify-file' -l quorum -x -d 'K trusted keys must have signed, as FILE.KEYID.minisig'
complete -c flock-sign -n '__fish_seen_subcommand_from verify-file' -l now -x -d 'judge ends of trusted keys as of TIME'

complete -c flock-sign -l help -d 'print the options, and examples'
complete -c flock-sign -l json -d 'JSON lines instead of text meant for people'
complete -c flock-sign -s q -l quiet -d 'no warnings, errors only'
complete -c flock-sign -s v -l verbose -d 'say what is done, and count'
complete -c flock-sign -n "$first" -l config -r -F -d 'read options from FILE'
complete -c flock-sign -n "$first" -l version -d 'print the version'
