# shellcheck shell=bash
# Sourced by record.sh: what both builds' agents tell of the same six containers at the same time, so that ids,
# inodes and times of files are the same for both. A step comes when both have ended three passes more.
# shellcheck disable=SC2154 # what is not assigned here, record.sh and lib.sh assign
. "$record/agents.sh"

rm -rf "$out"/{before,after}/agent

# passed NAME: both have ended three more passes, and it is recorded what they tell.
passed() {
  both await_passes agent 3 "$1"
}

# inside RUNTIME ID SCRIPT
inside() {
  printf '%s\n' "$3" >"$work/script"
  "$runtimes/exec.sh" "$dir" "$1" "$2" "$work/script"
}

# container RUNTIME SCENARIO [OPTION...]: one that is called as its scenario, after it.
container() {
  start_container "$1" "$2" httpd "${@:3}"
  "$runtimes/exec.sh" "$dir" "$1" "$id" "$record/../scenarios/$2/do.sh"
}

"$runtimes/up.sh" "$dir" docker podman containerd cri
"$runtimes/images.sh" "$dir"
container docker clean
clean=$id
container docker setuid-elf
settled=$id
container docker rm-recreate
removed=$id
container docker readonly --read-only
container podman metadata-only
container cri type-change

echo 'scanInterval: 2s' >"$work/config.yaml"
for build in before after; do start_agent $build agent; done
passed 1-first
for build in before after; do
  for name in readyz healthz none; do page $build $name; done >"$out/$build/agent/pages"
done

inside docker "$clean" 'mv /usr/bin/id /usr/local/bin/planted' # in one system call: no look sees half of it
inside docker "$settled" 'chmod 4755 /usr/bin/env'
passed 2-more-drift

inside docker "$settled" 'rm /tmp/script'
passed 3-a-file-removed

configure <<'YAML'
scanInterval: 2s
rules:
  - {name: cron-job, severity: info}
allow:
  - {name: keys, container: setuid-elf, path: "/root/.ssh/**", owner: web team, reason: they log in}
YAML
passed 4-another-policy

configure <<<'scanInterval: soon'
passed 5-a-broken-policy

"$runtimes/rm.sh" "$dir" docker "$removed"
passed 6-a-container-removed

for build in before after; do stop_agent $build agent; done

# again NAME [COMMAND...]: each with the state that it left itself, so that nothing is told again.
again() {
  for build in before after; do start_agent $build agent "${@:2}"; done
  passed "$1"
  for build in before after; do stop_agent $build agent; done
}

echo 'scanInterval: 2s' >"$work/config.yaml"
again 7-again
again 8-without-a-right setpriv --bounding-set -fowner
rm -rf "$work"/{before,after}/state
"$runtimes/down.sh" "$dir"
