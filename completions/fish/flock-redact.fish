# SPDX-License-Identifier: GPL-3.0-or-later
# fish completion for flock-redact.

set -l verbs policy check explain test keygen open pseudonym
set -l first "not __fish_seen_subcommand_from $verbs"
complete -c flock-redact -n '__fish_seen_subcommand_from policy keygen' -f
complete -c flock-redact -n "$first" -a policy -d 'print the built-in policy'
complete -c flock-redact -n "$first" -a check -d 'hold a policy against the catalogue of twigs'
complete -c flock-redact -n "$first" -a explain -d 'say of each record what each rule did to it'
complete -c flock-redact -n "$first" -a test -d 'hold a policy against cases'
complete -c flock-redact -n "$first" -a keygen -d 'make this device\'s pseudonym key, or other keys'
complete -c flock-redact -n "$first" -a open -d 'open the sealed values in records'
complete -c flock-redact -n "$first" -a pseudonym -d 'print the pseudonyms of known values, a line each'

complete -c flock-redact -n "$first" -l max-line-bytes -x -d 'reject longer lines'
complete -c flock-redact -n '__fish_seen_subcommand_from explain open' -l max-line-bytes -x -d 'reject longer lines'
complete -c flock-redact -n "$first" -l rejects -r -F -d 'append rejected lines to FILE, verbatim'
complete -c flock-redact -n '__fish_seen_subcommand_from explain open' -l rejects -r -F -d 'append rejected lines to FILE, verbatim'
complete -c flock-redact -n "$first" -l policy -r -F -d 'the redaction policy (default: policy.json, else built-in)'
complete -c flock-redact -n '__fish_seen_subcommand_from explain test' -l policy -r -F -d 'the redaction policy (default: policy.json, else built-in)'
complete -c flock-redact -n '__fish_seen_subcommand_from keygen' -l seal -d 'make the key pair that columns are sealed to'
complete -c flock-redact -n '__fish_seen_subcommand_from keygen' -l fleet -d 'make a pseudonym key for many laptops'
complete -c flock-redact -n '__fish_seen_subcommand_from keygen' -l key -r -F -d 'the secret key\'s file (default: pseudonym.key or seal.key)'
complete -c flock-redact -n '__fish_seen_subcommand_from keygen' -l public -r -F -d 'the public key\'s file (default: seal.pub)'
complete -c flock-redact -n '__fish_seen_subcommand_from open' -l key -r -F -d 'the secret seal key\'s file'
complete -c flock-redact -n '__fish_seen_subcommand_from pseudonym' -l domain -x -d 'the rule\'s domain, such as crontab.path'
complete -c flock-redact -n '__fish_seen_subcommand_from pseudonym' -l month -x -d 'of a rule that rotates monthly: 2026-11, or undated'
complete -c flock-redact -n '__fish_seen_subcommand_from pseudonym' -l key -r -F -d 'the key\'s file (default: pseudonym.key)'

complete -c flock-redact -l help -d 'print the options, and examples'
complete -c flock-redact -l json -d 'JSON lines instead of text meant for people'
complete -c flock-redact -s q -l quiet -d 'no warnings, errors only'
complete -c flock-redact -s v -l verbose -d 'say what is done, and count'
complete -c flock-redact -n "$first" -l config -r -F -d 'read options from FILE'
complete -c flock-redact -n "$first" -l version -d 'print the version'
