#!/usr/bin/env bash
# pod.sh [DIR]: what memory the agent's pod takes, with and without a scan on demand beside it; the
# DaemonSet's requests and limits are made of this, see README.md. Starts a docker of its own below DIR with
# containers that sleep and the agent's image as the DaemonSet runs it, and ends both. Judges nothing.
#
#   CONTAINERS  how many run, default 100
#   ENTRIES     files that each has written, default 1000
#   LIMIT       of the agent's memory, default 512m
#   PASSES      of the agent before the scan, default 5
#   SCANS       one after the other, default 3
#   JDK         of which the image is made; else that of the java on PATH
#   MVN         how Maven is called, default mvn
set -euo pipefail
bench=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=../runtimes/lib.sh
. "$bench/../runtimes/lib.sh"
# shellcheck source=lib.sh
. "$bench/lib.sh"
[ $# -le 1 ] || die "usage: pod.sh [DIR]"
dir=
use "${1:-/var/tmp/driftwatch-benchmark}"
need curl curl xargs findutils awk mawk
containers=${CONTAINERS:-100} entries=${ENTRIES:-1000} limit=${LIMIT:-512m}
passes=${PASSES:-5} scans=${SCANS:-3}
runtimes=$bench/../runtimes

work=$(mktemp -d)
trap '"$runtimes/down.sh" "$dir" >/dev/null; rm -rf "$work"' EXIT

# start_agent: as in daemonset.yaml, and sets $address.
start_agent() {
  mkdir -p "$work/state" "$work/config"
  printf 'scanInterval: 10s\n' >"$work/config/config.yaml"
  docker_ run -d --name agent --network host --read-only --memory "$limit" \
    --cap-drop ALL --cap-add DAC_READ_SEARCH --cap-add FOWNER --cap-add SYS_PTRACE --cap-add SYS_ADMIN \
    --security-opt no-new-privileges -e DRIFTWATCH_SCAN_LOCK=/var/lib/driftwatch/scan.lock \
    -v /:/host:ro -v "$work/state:/var/lib/driftwatch" -v "$work/config:/etc/driftwatch:ro" \
    localhost/driftwatch/agent:test agent --listen 127.0.0.1:0 --host-root=/host \
    --config=/etc/driftwatch/config.yaml --state-dir=/var/lib/driftwatch >/dev/null
  for _ in {1..300}; do
    address=$(docker_ logs agent 2>&1 | grep -o 'http://[^ ]*/metrics') && return
    sleep 0.1
  done
  die "the agent does not start: $(docker_ logs agent 2>&1 | tail -n 1)"
}

passes_so_far() { curl -sf "$address" | awk '$1 == "driftwatch_scans_total" {printf "%d", $2}'; }

await_passes() {
  while [ "$(passes_so_far)" -lt "$1" ]; do sleep 2; done
}

# group FILE...: the first of them that the agent's control group has; v1 and v2 call them otherwise.
group() {
  local file
  for file in "$@"; do
    if [ -e "$folder/$file" ]; then
      cat "$folder/$file"
      return
    fi
  done
}

# of the control group, without the page cache that can be dropped: what the kubelet calls working set.
working_set() {
  awk -v all="$(group memory.usage_in_bytes memory.current)" \
    '$1 == "total_inactive_file" || $1 == "inactive_file" {file = $2} END {printf "%.1f", (all - file) / 1048576}' \
    "$folder/memory.stat"
}

# most COMMAND...: runs it, and prints the most of the working set meanwhile.
most() {
  "$@" &
  local job=$!
  while kill -0 "$job" 2>/dev/null; do
    working_set
    echo
    sleep 0.02
  done | sort -n | tail -n 1
}

scan() {
  docker_ exec agent java -jar /opt/driftwatch/driftwatch.jar scan --host-root /host \
    --config /etc/driftwatch/config.yaml "$@" >"$work/scan.json" 2>"$work/scan.err" || echo $? >"$work/status"
}

progress 'building driftwatch'
(cd "$bench/../.." && ${MVN:-mvn} -B -q package -DskipTests >&2)
progress 'starting docker, making images'
"$runtimes/up.sh" "$dir" docker >&2
"$runtimes/images.sh" "$dir" >&2
use_running "$dir" docker
"$bench/../image/build.sh" "$dir" "$work/image.tar" ${JDK:+"$JDK"} >&2
progress "starting $containers containers"
start_containers
start_agent
folder=$(awk -F: '$2 == "memory" {print "/sys/fs/cgroup/memory" $3} $2 == "" {v2 = "/sys/fs/cgroup" $3} END {print v2}' \
  "/proc/$(docker_ inspect -f '{{.State.Pid}}' agent)/cgroup" | head -n 1)
progress "waiting for $passes passes"
idle=$(most await_passes "$passes")

printf '%s, Linux %s; %s containers of %s entries, limit %s\n' \
  "$(docker_ exec agent java -version 2>&1 | head -n 1)" "$(uname -r)" "$containers" "$entries" "$limit"
row 'the agent alone, now, and the most so far' "$(working_set)" "MiB, $idle MiB"
for _ in $(seq "$scans"); do
  rm -f "$work/status"
  beside=$(most scan -o json)
  row 'with a scan beside it, the most' "$beside" "MiB, status $(cat "$work/status" 2>/dev/null || echo 0), $(stat -c %s "$work/scan.json") bytes of JSON"
done
row 'killed for memory' "$(group memory.oom_control memory.events | awk '$1 == "oom_kill" {print $2}')"
