# SPDX-License-Identifier: GPL-3.0-or-later
# bash completion for Flock's tools                      -*- shell-script -*-
#
# _flock_rows has a row for each tool and verb: behind the colon its options,
# with what they take behind =, and in capitals what it takes beside them.
# FILE, DIR, TWIG and words with | between them are completed, nothing else is.

_flock_filter='--max-line-bytes=BYTES --rejects=FILE FILE'
_flock_store='--store=FILE --elasticsearch=URL --elasticsearch-ca=FILE
  --elasticsearch-credentials=FILE --elasticsearch-cert=FILE
  --elasticsearch-key=FILE'
_flock_admin="$_flock_store --admin-credentials=FILE"
_flock_consent='--policy=FILE'
_flock_engine='--engine=auto|osquery|built-in'
_flock_signing='--ca-key=FILE --passphrase-file=FILE --now=TIME'
_flock_delivery='--rest=DURATION --deadline=DURATION --keep-sent=DURATION
  --keep-sent-bytes=BYTES'

_flock_rows="
flock-certs:
flock-certs create: --in=FILE --out=DIR --dry-run $_flock_signing
flock-certs client: --in=FILE --out=DIR --dry-run $_flock_signing
flock-certs check: --in=FILE --out=DIR --within=DURATION --connect=HOST:PORT
  --ignore=KIND --now=TIME
flock-certs renew: --in=FILE --out=DIR --within=DURATION --all --rekey --dry-run
  $_flock_signing
flock-certs revoke: --out=DIR --serial=SERIAL
  --reason=unspecified|key-compromise|affiliation-changed|superseded|cessation-of-operation
  --valid=DURATION $_flock_signing
flock-certs crl: --out=DIR --valid=DURATION $_flock_signing
flock-certs pkcs12: --out=DIR --passphrase-file=FILE
flock-certs show: --out=DIR
flock-certs protect-ca-key: --out=DIR --passphrase-file=FILE FILE
flock-collect: --now $_flock_engine $_flock_consent
flock-collect twigs: $_flock_consent
flock-collect show: $_flock_consent TWIG
flock-collect preview: $_flock_engine $_flock_consent TWIG
flock-collect allow: $_flock_engine $_flock_consent TWIG
flock-collect deny: $_flock_consent TWIG
flock-collect status: $_flock_consent
flock-fetch: $_flock_store --index=PATTERN --since=TIME --until=TIME
  --twig=NAME --user=NAME --order=stored|chain
flock-gateway:
flock-gateway serve: $_flock_store --listen=ADDRESS:PORT --cert=FILE --key=FILE
  --registration=invite|open|closed --max-past=DURATION --max-future=DURATION
  --max-line-bytes=BYTES --max-records=N --max-body-bytes=BYTES
  --max-inflight-bytes=BYTES --max-connections=N
  --max-connections-per-address=N --request-timeout=DURATION
  --idle-timeout=DURATION --client-ca=FILE --client-crl=FILE
  --trusted-proxy=ADDRESS[/BITS]
  --admin-listen=ADDRESS:PORT --strict --keep=DURATION --max-store-bytes=BYTES
  --max-failures=N --max-requests=N --drain-seconds=N
flock-gateway setup: $_flock_admin --keep=DURATION --dry-run
flock-gateway prune: $_flock_admin --older-than=DURATION
flock-gateway backup: $_flock_store FILE
flock-gateway check: $_flock_store
flock-gateway users:
flock-gateway users invite: $_flock_store --url=URL --ca=FILE --uses=N
  --expires=DURATION --name=TEXT --user=NAME
flock-gateway users invite list: $_flock_store
flock-gateway users invite revoke: $_flock_store ID
flock-gateway users list: $_flock_admin
flock-gateway users show: $_flock_admin USER
flock-gateway users keys: $_flock_store USER
flock-gateway users rename: $_flock_store USER
flock-gateway users reset-token: $_flock_store USER
flock-gateway users import: $_flock_store FILE
flock-gateway users delete: $_flock_admin --with-records USER
flock-redact: --policy=FILE $_flock_filter
flock-redact policy:
flock-redact check: FILE
flock-redact explain: --policy=FILE $_flock_filter
flock-redact test: --policy=FILE FILE
flock-redact keygen: --seal --fleet --key=FILE --public=FILE
flock-redact open: --key=FILE $_flock_filter
flock-redact pseudonym: --domain=DOMAIN --month=MONTH --key=FILE FILE
flock-send: --max-outbox-bytes=BYTES $_flock_delivery $_flock_filter
flock-send register: --invite-file=FILE --user=NAME --name=TEXT
flock-send ping:
flock-send deliver: $_flock_delivery
flock-send outbox:
flock-send sent:
flock-send withdraw: --all --twig=TWIG N
flock-send reset:
flock-send status:
flock-sign: --key=FILE --passphrase-file=FILE --new-stream $_flock_filter
flock-sign keygen: --key=FILE --passphrase-file=FILE --public=FILE --passphrase
flock-sign pubkey: --key=FILE --passphrase-file=FILE --user=NAME
flock-sign rotate: --passphrase-file=FILE
flock-sign verify: --trusted=FILE --allow-gaps --from-start --head=FILE
  --silence=DURATION --now=TIME --jobs=N $_flock_filter
flock-sign sign-file: --key=FILE --passphrase-file=FILE --signature=FILE
  --key-id --comment=TEXT FILE
flock-sign verify-file: --trusted=FILE --signature=FILE --quorum=K --now=TIME
  FILE
"

# _flock_row PATH: sets row to its words, with those that all tools or verbs
# have, and verbs to those that may follow.
_flock_row() {
  local line rest=${_flock_rows#*$'\n'"$1":}
  row=' ' verbs=
  # A row goes on for as long as lines are indented.
  while IFS= read -r line; do
    [[ $line == ' '* ]] || break
    row+=$line
  done <<<" $rest"
  row+=' --help --json --quiet --verbose '
  [[ $1 == *' '* ]] || row+='--config=FILE --version '
  while IFS= read -r line; do
    [[ $line == "$1 "*:* ]] || continue
    line=${line#"$1 "}
    line=${line%%:*}
    [[ $line == *' '* ]] || verbs+=" $line"
  done <<<"$_flock_rows"
}

# _flock_values KIND: what a FILE, DIR, TWIG or a|b can be.
_flock_values() {
  case $1 in
    FILE) compgen -f -- "$cur" ;;
    DIR) compgen -d -- "$cur" ;;
    TWIG) compgen -W "$(flock-collect twigs --json 2>/dev/null |
      sed -n 's/^{"twig":"\([A-Za-z0-9_.-]*\)".*/\1/p')" -- "$cur" ;;
    *'|'*) compgen -W "${1//|/ }" -- "$cur" ;;
  esac
}

_flock_tools() {
  # bash makes three words of --option=value.
  local cur=${COMP_WORDS[COMP_CWORD]} option=${COMP_WORDS[COMP_CWORD - 1]}
  [[ $option == = ]] && option=${COMP_WORDS[COMP_CWORD - 2]}
  [[ $cur == = ]] && cur=
  local path=${COMP_WORDS[0]##*/} row verbs words= kinds= word kind
  _flock_row "$path"
  for word in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    [[ -n $word && "$verbs " == *" $word "* ]] || continue
    path+=" $word"
    _flock_row "$path"
  done
  COMPREPLY=()
  if [[ $row == *" $option="* ]]; then
    kinds=${row##*" $option="}
    kinds=${kinds%% *}
  elif [[ $cur == -* ]]; then
    for word in $row; do [[ $word == -* ]] && words+=" ${word%%=*}"; done
  else
    words=$verbs
    for word in $row; do [[ $word == -* ]] || kinds+=" $word"; done
  fi
  [[ -z $words ]] || mapfile -t COMPREPLY < <(compgen -W "$words" -- "$cur")
  for kind in $kinds; do
    [[ $kind != FILE && $kind != DIR ]] || compopt -o filenames 2>/dev/null
    mapfile -t -O ${#COMPREPLY[@]} COMPREPLY < <(_flock_values "$kind")
  done
}

complete -F _flock_tools flock-certs flock-collect flock-fetch flock-gateway \
  flock-redact flock-send flock-sign
