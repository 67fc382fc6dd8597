# SPDX-License-Identifier: GPL-3.0-or-later
# fish completion for flock-gateway.

set -l verbs serve users setup prune backup check
set -l first "not __fish_seen_subcommand_from $verbs"
complete -c flock-gateway -f
complete -c flock-gateway -n "$first" -a serve -d 'take records until stopped'
complete -c flock-gateway -n "$first" -a users -d 'invite and manage users'
complete -c flock-gateway -n "$first" -a setup -d 'install index template, policy and role in an engine'
complete -c flock-gateway -n "$first" -a prune -d 'delete old records'
complete -c flock-gateway -n "$first" -a backup -d 'copy the embedded store, while it is in use'
complete -c flock-gateway -n "$first" -a check -d 'see whether the embedded store is sound'

set -l users invite list show keys rename reset-token import delete
set -l second "__fish_seen_subcommand_from users; and not __fish_seen_subcommand_from $users"
complete -c flock-gateway -n "$second" -a invite -d 'print an invite to register with'
complete -c flock-gateway -n "$second" -a list -d 'print all users'
complete -c flock-gateway -n "$second" -a show -d 'print these users'
complete -c flock-gateway -n "$second" -a keys -d 'print public keys for flock-sign verify --trusted'
complete -c flock-gateway -n "$second" -a rename -d 'change a user\'s display name'
complete -c flock-gateway -n "$second" -a reset-token -d 'give a user a new token, and print it'
complete -c flock-gateway -n "$second" -a import -d 'take over the users of the predecessor\'s index'
complete -c flock-gateway -n "$second" -a delete -d 'delete users; their keys stay'

set -l invite "__fish_seen_subcommand_from invite; and not __fish_seen_subcommand_from list revoke"
complete -c flock-gateway -n "$invite" -a list -d 'print the invites that are good'
complete -c flock-gateway -n "$invite" -a revoke -d 'make an invite worthless'

complete -c flock-gateway -n '__fish_seen_subcommand_from backup import' -F

complete -c flock-gateway -n "__fish_seen_subcommand_from serve setup prune backup check $users" -l store -r -F -d 'the embedded store; default: gateway.db in the service\'s state directory'
complete -c flock-gateway -n "__fish_seen_subcommand_from serve setup prune backup check $users" -l elasticsearch -x -d 'Elasticsearch or OpenSearch instead'
complete -c flock-gateway -n "__fish_seen_subcommand_from serve setup prune backup check $users" -l elasticsearch-ca -r -F -d 'trust this CA for it, PEM; default: the system\'s'
complete -c flock-gateway -n "__fish_seen_subcommand_from serve setup prune backup check $users" -l elasticsearch-credentials -r -F -d 'USER:PASSWORD or ApiKey KEY for it, on one line'
complete -c flock-gateway -n "__fish_seen_subcommand_from serve setup prune backup check $users" -l elasticsearch-cert -r -F -d 'show it this certificate, PEM'
complete -c flock-gateway -n "__fish_seen_subcommand_from serve setup prune backup check $users" -l elasticsearch-key -r -F -d 'the certificate\'s key, PEM'
complete -c flock-gateway -n '__fish_seen_subcommand_from setup prune list show delete; and not __fish_seen_subcommand_from invite' -l admin-credentials -r -F -d 'yours for the engine, instead of the gateway\'s'
complete -c flock-gateway -n '__fish_seen_subcommand_from delete' -l with-records -d 'delete all their records too'
complete -c flock-gateway -n '__fish_seen_subcommand_from prune' -l older-than -x -d 'those of days that are older'
complete -c flock-gateway -n '__fish_seen_subcommand_from setup' -l dry-run -d 'print the requests, send none that changes anything'
complete -c flock-gateway -n '__fish_seen_subcommand_from serve setup' -l keep -x -d 'delete what is older'
complete -c flock-gateway -n '__fish_seen_subcommand_from serve' -l client-ca -r -F -d 'take only clients with a certificate of these CAs, PEM'
complete -c flock-gateway -n '__fish_seen_subcommand_from serve' -l client-crl -r -F -d 'and none that these CRLs revoke, PEM'
complete -c flock-gateway -n '__fish_seen_subcommand_from serve' -l trusted-proxy -x -d 'believe X-Forwarded-For of this address or network'
complete -c flock-gateway -n '__fish_seen_subcommand_from serve' -l admin-listen -x -d 'serve health and figures there, on loopback or unix:PATH'
complete -c flock-gateway -n '__fish_seen_subcommand_from serve' -l strict -d 'refuse to start with engine credentials that can read records'
complete -c flock-gateway -n '__fish_seen_subcommand_from serve' -l max-store-bytes -x -d 'take no more records while the embedded store is that large'
complete -c flock-gateway -n '__fish_seen_subcommand_from serve' -l max-failures -x -d 'answer 429 to more failed tries a minute from one address'
complete -c flock-gateway -n '__fish_seen_subcommand_from serve' -l max-requests -x -d 'answer 429 to more requests a minute of one user'
complete -c flock-gateway -n '__fish_seen_subcommand_from serve' -l drain-seconds -x -d 'how long to answer what is under way when told to stop'
complete -c flock-gateway -n '__fish_seen_subcommand_from serve' -l listen -x -d 'where to take connections'
complete -c flock-gateway -n '__fish_seen_subcommand_from serve' -l cert -r -F -d 'speak TLS with this certificate chain, PEM'
complete -c flock-gateway -n '__fish_seen_subcommand_from serve' -l key -r -F -d 'the certificate\'s key, PEM'
complete -c flock-gateway -n '__fish_seen_subcommand_from serve' -l registration -x -a 'invite open closed' -d 'who may register: invite, open or closed'
complete -c flock-gateway -n '__fish_seen_subcommand_from serve' -l max-past -x -d 'how old a record\'s time may be to choose its index'
complete -c flock-gateway -n '__fish_seen_subcommand_from serve' -l max-future -x -d 'how far ahead it may be'
complete -c flock-gateway -n '__fish_seen_subcommand_from serve' -l max-line-bytes -x -d 'reject longer records'
complete -c flock-gateway -n '__fish_seen_subcommand_from serve' -l max-records -x -d 'refuse requests with more records'
complete -c flock-gateway -n '__fish_seen_subcommand_from serve' -l max-body-bytes -x -d 'refuse longer bodies, packed or unpacked'
complete -c flock-gateway -n '__fish_seen_subcommand_from serve' -l max-inflight-bytes -x -d 'hold no more of all bodies at once'
complete -c flock-gateway -n '__fish_seen_subcommand_from serve' -l max-connections -x -d 'close further connections'
complete -c flock-gateway -n '__fish_seen_subcommand_from serve' -l max-connections-per-address -x -d 'close further ones of one address; 0 is three quarters of all'
complete -c flock-gateway -n '__fish_seen_subcommand_from serve' -l request-timeout -x -d 'how long one request may take to come in'
complete -c flock-gateway -n '__fish_seen_subcommand_from serve' -l idle-timeout -x -d 'how long a connection is kept between requests'
complete -c flock-gateway -n "$invite" -l url -x -d 'the gateway\'s URL, as laptops reach it'
complete -c flock-gateway -n "$invite" -l ca -r -F -d 'the CA certificate that laptops shall trust, PEM; default: those of their systems'
complete -c flock-gateway -n "$invite" -l uses -x -d 'how many may use it'
complete -c flock-gateway -n "$invite" -l expires -x -d 'how long it is good for'
complete -c flock-gateway -n "$invite" -l name -x -d 'the display name of who gives none'
complete -c flock-gateway -n "$invite" -l user -x -d 'for this user name alone'

complete -c flock-gateway -l help -d 'print the options, and examples'
complete -c flock-gateway -l json -d 'JSON lines instead of text meant for people'
complete -c flock-gateway -s q -l quiet -d 'no warnings, errors only'
complete -c flock-gateway -s v -l verbose -d 'say what is done, and count'
complete -c flock-gateway -n "$first" -l config -r -F -d 'read options from FILE'
complete -c flock-gateway -n "$first" -l version -d 'print the version'
