# SPDX-License-Identifier: GPL-3.0-or-later
# fish completion for flock-fetch.

complete -c flock-fetch -f

complete -c flock-fetch -l store -r -F -d 'the embedded store; default: gateway.db in the service\'s state directory'
complete -c flock-fetch -l elasticsearch -x -d 'Elasticsearch or OpenSearch instead'
complete -c flock-fetch -l elasticsearch-ca -r -F -d 'trust this CA for it, PEM; default: the system\'s'
complete -c flock-fetch -l elasticsearch-credentials -r -F -d 'USER:PASSWORD or ApiKey KEY for it, on one line'
complete -c flock-fetch -l elasticsearch-cert -r -F -d 'show it this certificate, PEM'
complete -c flock-fetch -l elasticsearch-key -r -F -d 'the certificate\'s key, PEM'
complete -c flock-fetch -l index -x -d 'of these indices: patterns with *, separated by commas'
complete -c flock-fetch -l since -x -d 'whose own time is not before'
complete -c flock-fetch -l until -x -d 'whose own time is before'
complete -c flock-fetch -l twig -x -d 'of this twig'
complete -c flock-fetch -l user -x -d 'of this user'
complete -c flock-fetch -l order -x -a 'stored chain' -d 'stored, or chain: one signed stream after the other'

complete -c flock-fetch -l help -d 'print the options, and examples'
complete -c flock-fetch -l json -d 'JSON lines instead of text meant for people'
complete -c flock-fetch -s q -l quiet -d 'no warnings, errors only'
complete -c flock-fetch -s v -l verbose -d 'say what is done, and count'
complete -c flock-fetch -l config -r -F -d 'read options from FILE'
complete -c flock-fetch -l version -d 'print the version'
