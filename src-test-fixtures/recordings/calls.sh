# shellcheck shell=bash
# Sourced by record.sh: what the program says of itself, and of calls that are wrong.
# shellcheck disable=SC2154 # what is not assigned here, record.sh and lib.sh assign

rm -rf "$out"/{before,after}/calls
printf 'scanInterval: soon\nrules: [{name: x, severity: dire}]\n' >"$work/wrong.yaml"

helps() {
  local command
  call "$1" calls/help --help
  call "$1" calls/version --version
  for command in scan list advise agent demo completion; do call "$1" "calls/help-$command" "$command" --help; done
  call "$1" calls/completion completion
}

wrong() {
  local number=0 line arguments
  while read -r line; do
    number=$((number + 1))
    read -ra arguments <<<"${line//WORK/$work}"
    call "$1" "calls/wrong-$(printf %02d "$number")" "${arguments[@]}"
    printf '%s\n' "$line" >"$out/$1/calls/wrong-$(printf %02d "$number").call"
  done <<'CALLS'

no-such-command
scan --no-such-option
scan stray-word
scan -o xml
scan --fail-on sometimes
scan --digests some
scan --threads 0
scan --pid x
scan --pid 1 --container x
scan --pid 4194303
scan --pid 1
scan --pod web
scan --container no-such-container
scan --namespace no-such-namespace
scan --host-root /no/such/folder
scan --host-root /etc
scan --config /no/such/file
scan --config WORK/wrong.yaml
list --pod shop/no-such-pod
list -o jsonl
advise --container no-such-container -o patch
advise --min-watched long
agent --no-such-option
agent --listen nowhere:none --state-dir WORK/state
agent --config /no/such/file --listen 127.0.0.1:0 --state-dir WORK/state
agent --config WORK/wrong.yaml --listen 127.0.0.1:0 --state-dir WORK/state
agent --host-root /etc --listen 127.0.0.1:0 --state-dir WORK/state
CALLS
}

both helps
both wrong
both call calls/demo demo
