# SPDX-License-Identifier: GPL-3.0-or-later
# fish completion for flock-certs.

set -l verbs create client check renew revoke crl pkcs12 show protect-ca-key
set -l first "not __fish_seen_subcommand_from $verbs"
complete -c flock-certs -n 'not __fish_seen_subcommand_from protect-ca-key' -f
complete -c flock-certs -n "$first" -a create -d 'make the certificates that are missing'
complete -c flock-certs -n "$first" -a client -d 'make a client\'s certificate'
complete -c flock-certs -n "$first" -a check -d 'print what is wrong, one finding a line'
complete -c flock-certs -n "$first" -a renew -d 'make certificates anew under the same names'
complete -c flock-certs -n "$first" -a revoke -d 'revoke certificates and make a fresh CRL'
complete -c flock-certs -n "$first" -a crl -d 'make a fresh CRL'
complete -c flock-certs -n "$first" -a pkcs12 -d 'write a key and its certificates as PKCS#12'
complete -c flock-certs -n "$first" -a show -d 'print what certificates there are'
complete -c flock-certs -n "$first" -a protect-ca-key -d 'move the CA\'s key elsewhere, under a passphrase'

complete -c flock-certs -n '__fish_seen_subcommand_from create client check renew' -l in -r -F -d 'the instances to make certificates for'
complete -c flock-certs -n '__fish_seen_subcommand_from create client check renew revoke crl pkcs12 show protect-ca-key' -l out -x -a '(__fish_complete_directories)' -d 'the folder of the certificates'
complete -c flock-certs -n '__fish_seen_subcommand_from create client renew' -l dry-run -d 'print what would be done, change nothing'
complete -c flock-certs -n '__fish_seen_subcommand_from create client renew revoke crl' -l ca-key -r -F -d 'the CA\'s key where it is not in the folder'
complete -c flock-certs -n '__fish_seen_subcommand_from create client renew revoke crl pkcs12 protect-ca-key' -l passphrase-file -r -F -d 'read the passphrase from FILE; none: ask for it'
complete -c flock-certs -n '__fish_seen_subcommand_from create client check renew revoke crl' -l now -x -d 'take this for the time, for tests'
complete -c flock-certs -n '__fish_seen_subcommand_from check renew' -l within -x -d 'how soon is soon'
complete -c flock-certs -n '__fish_seen_subcommand_from check' -l connect -x -d 'compare with what this server serves'
complete -c flock-certs -n '__fish_seen_subcommand_from check' -l ignore -x -d 'leave out findings of this kind'
complete -c flock-certs -n '__fish_seen_subcommand_from renew' -l all -d 'all but the CA\'s'
complete -c flock-certs -n '__fish_seen_subcommand_from renew' -l rekey -d 'with new keys'
complete -c flock-certs -n '__fish_seen_subcommand_from revoke' -l serial -x -d 'a certificate that is not here any more, in hex'
complete -c flock-certs -n '__fish_seen_subcommand_from revoke' -l reason -x -a 'unspecified key-compromise affiliation-changed superseded cessation-of-operation' -d 'why'
complete -c flock-certs -n '__fish_seen_subcommand_from revoke crl' -l valid -x -d 'how long the CRL is valid'

complete -c flock-certs -l help -d 'print the options, and examples'
complete -c flock-certs -l json -d 'JSON lines instead of text meant for people'
complete -c flock-certs -s q -l quiet -d 'no warnings, errors only'
complete -c flock-certs -s v -l verbose -d 'say what is done, and count'
complete -c flock-certs -n "$first" -l config -r -F -d 'read options from FILE'
complete -c flock-certs -n "$first" -l version -d 'print the version'
