#!/usr/bin/env bash
# run.sh DIR RUNTIME NAME IMAGE [--read-only] [-- --volume FROM:TO[:ro]|--cap-add NAME ...]
# Starts one container and prints {"id":"..","pid":N,"runtime":"..","sandbox":".."|null}.
# IMAGE may be short: httpd is localhost/driftwatch/httpd:1.
set -euo pipefail
. "$(dirname -- "${BASH_SOURCE[0]}")/lib.sh"
[ $# -ge 4 ] || die "usage: run.sh DIR RUNTIME NAME IMAGE [--read-only] [-- OPTION...]"
use_running "$1" "$2"
name=$3 image=$4
shift 4
[[ $image == */* ]] || image=localhost/driftwatch/$image:1
read_only=() writable=()
if [ "${1:-}" = --read-only ]; then
  read_only=(--read-only) writable=(/tmp /run)
  [[ $image != */httpd:* ]] || writable+=(/usr/local/apache2/logs)
  shift
fi
[ "${1:-}" != -- ] || shift
ids=0:231072:65536 # of a user namespace: its root is 231072 on the host

# in_pod OPTION...: sets $id, $pid and $sandbox, as the others below.
in_pod() {
  local started
  [ "$runtime" = cri ] || set -- "$@" --ids "$ids"
  started=$(cri_ run "$name" "$image" "${read_only[@]}" "$@")
  read -r id pid sandbox <<<"$started"
  sandbox="\"$sandbox\""
}

by_ctr() {
  local options=("${read_only[@]}") place from to mode
  for place in "${writable[@]}"; do options+=(--mount "type=tmpfs,src=tmpfs,dst=$place,options=nosuid:nodev"); done
  while [ $# -gt 0 ]; do
    case $1 in
    --cap-add) options+=(--cap-add "CAP_$2") ;;
    --volume)
      IFS=: read -r from to mode <<<"$2"
      options+=(--mount "type=bind,src=$from,dst=$to,options=rbind:${mode:-rw}")
      ;;
    *) die "ctr has no option $1" ;;
    esac
    shift 2
  done
  case $runtime in
  containerd-native | containerd-erofs) options+=(--snapshotter "${runtime#containerd-}") ;;
  containerd-userns) options+=(--uidmap "$ids" --gidmap "$ids") ;;
  containerd-runsc) options+=(--runc-binary "$dir/bin/runsc-here") ;;
  esac
  id=$name-$(sum) # cgroups and runc's state are the machine's
  ctr_ run --detach --null-io --fifo-dir "$dir/containerd/fifo" "${options[@]}" "$image" "$id" >&2 || {
    ctr_ containers rm "$id" >/dev/null 2>&1
    exit 1
  }
  pid=$(cat "$(bundle "$id")/init.pid")
}

by_client() {
  local options=(--network none "${read_only[@]}") place
  for place in "${writable[@]}"; do options+=(--tmpfs "$place"); done
  [[ $runtime != podman* || ${#read_only[@]} = 0 ]] || options+=(--read-only-tmpfs=false)
  case $runtime in
  docker-runsc) options+=(--runtime runsc) ;;
  podman-uidmap) options+=(--uidmap "$ids" --gidmap "$ids") ;;
  podman-auto) options+=(--userns auto) ;;
  podman-crun | podman-rootless) options+=(--cgroups disabled) ;;
  esac
  id=$(client create --name "$name" "${options[@]}" "$@" "$image")
  client start "$id" >/dev/null || {
    client rm -f "$id" >/dev/null
    exit 1
  }
  pid=$(client inspect -f '{{.State.Pid}}' "$id")
}

sandbox=null
case $runtime in
cri*) in_pod "$@" ;;
containerd*) by_ctr "$@" ;;
*) by_client "$@" ;;
esac

# Ready is when it has written what it writes at start: the pid file is the last. A pod has no
# server, and of gVisor's processes none has the container's root.
for _ in {1..100}; do
  [[ $image =~ /(httpd|web): && ! $runtime =~ ^cri|runsc$ ]] || break
  [ ! -s "/proc/$pid/root/usr/local/apache2/logs/httpd.pid" ] || break
  sleep 0.05
done
[ -d "/proc/$pid/root/" ] || {
  "$here/rm.sh" "$dir" "$runtime" "$id" || :
  die "$name has ended at once"
}
cat "/proc/$pid/mountinfo" >"$dir/started/$id" # for the oracle
printf '{"id": "%s", "pid": %s, "runtime": "%s", "sandbox": %s}\n' "$id" "$pid" "$runtime" "$sandbox"
