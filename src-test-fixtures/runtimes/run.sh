#!/usr/bin/env bash
# run.sh DIR docker|cri NAME IMAGE [--read-only] [-- --volume FROM:TO[:ro]|--cap-add NAME ...]
# Starts one container and prints {"id":"..","pid":N,"runtime":"..","sandbox":".."|null}.
# IMAGE may be short: httpd is localhost/driftwatch/httpd:1.
set -euo pipefail
. "$(dirname -- "${BASH_SOURCE[0]}")/lib.sh"
[ $# -ge 4 ] || die "usage: run.sh DIR docker|cri NAME IMAGE [--read-only] [-- OPTION...]"
use_running "$1" "$2"
name=$3 image=$4
shift 4
[[ $image == */* ]] || image=localhost/driftwatch/$image:1
read_only=()
[ "${1:-}" != --read-only ] || { read_only=(--read-only) && shift; }
[ "${1:-}" != -- ] || shift

if [ "$runtime" = cri ]; then
  cri_ run "$name" "$image" "${read_only[@]}" "$@"
  exit
fi

writable=()
if [ ${#read_only[@]} -gt 0 ]; then
  writable=(--tmpfs /tmp --tmpfs /run)
  [[ $image != */httpd:* ]] || writable+=(--tmpfs /usr/local/apache2/logs)
fi
id=$(docker_ create --name "$name" --network none "${read_only[@]}" "${writable[@]}" "$@" "$image")
docker_ start "$id" >/dev/null || {
  docker_ rm -f "$id" >/dev/null
  exit 1
}
pid=$(docker_ inspect -f '{{.State.Pid}}' "$id")

# Ready is when it has written what it writes at start: the pid file is the last.
for _ in {1..100}; do
  [[ $image == */httpd:* && ! -s /proc/$pid/root/usr/local/apache2/logs/httpd.pid ]] || break
  sleep 0.05
done
[ -d "/proc/$pid/root/" ] || die "$name has ended at once: $(docker_ logs "$id" 2>&1 | tail -n 1)"
printf '{"id": "%s", "pid": %s, "runtime": "docker", "sandbox": null}\n' "$id" "$pid"
