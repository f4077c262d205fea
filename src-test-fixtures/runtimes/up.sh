#!/usr/bin/env bash
# up.sh DIR [RUNTIME...]: starts what these runtimes need (docker, podman, containerd and cri, unless
# named), on unix sockets, with all state, sockets, logs and pid files below DIR. Does nothing to
# daemons already running.
set -euo pipefail
. "$(dirname -- "${BASH_SOURCE[0]}")/lib.sh"
[ $# -ge 1 ] || die "usage: up.sh DIR [RUNTIME...]"
use "$1"
shift
[ $# -gt 0 ] || set -- docker podman containerd cri

stores=
for name; do
  runtime "$name"
  stores+=" $store"
  case $runtime in
  docker-containerd | containerd-erofs | cri-userns | *-runsc | podman-fuse-overlayfs)
    [ -d "$dir/bin" ] || die "$runtime is a thing of newer programs: modern.sh $dir first"
    ;;
  esac
  case $runtime in
  docker-containerd) stores+=" containerd" ;;
  podman-auto | podman-rootless) stores+=" user" ;;
  esac
done
needs() { [[ "$stores " == *" $1 "* ]]; }

need unshare util-linux runc runc
if needs containerd; then
  need containerd containerd ctr containerd
  /usr/bin/python3 -c 'import grpc, google.protobuf' 2>/dev/null ||
    die "python modules are missing: apt-get install python3 python3-grpcio python3-protobuf"
fi
if needs docker; then need containerd containerd dockerd docker.io docker docker.io; fi
case $stores in *podman*) need podman podman conmon conmon crun crun ;; esac
if needs podman-rootless; then need newuidmap uidmap setpriv util-linux; fi
[ -e /sys/fs/cgroup/cgroup.procs ] || compgen -G '/sys/fs/cgroup/*/cgroup.procs' >/dev/null ||
  die "no cgroup hierarchy is mounted below /sys/fs/cgroup"

longest_socket=$dir/docker/exec/containerd/containerd-debug.sock
[ ${#longest_socket} -lt 108 ] ||
  die "$dir: too long by $((${#longest_socket} - 107)) characters for the unix sockets below it"
mkdir -p "$dir"
on=$(stat -f -c %T "$dir")
case $on in
overlayfs | tmpfs | ramfs | nfs | fuseblk | v9fs)
  rmdir --ignore-fail-on-non-empty "$dir"
  die "$dir is on $on: choose a folder on a disk file system (ext4, xfs, btrfs)"
  ;;
esac
mkdir -p "$dir"/{images,log,pods,started}

[ -e "$dir/cgroups-before" ] || "$here/cgroups.sh" >"$dir/cgroups-before"

# start NAME COMMAND...: in the background and free of our descriptors, unless it already runs.
start() {
  local name=$1
  shift
  daemon_pid "$dir/$name/pid" >/dev/null && return
  setsid "$@" </dev/null >"$dir/log/$name" 2>&1 &
  echo $! >"$dir/$name/pid"
}

# ready NAME COMMAND...: waits until the command succeeds, but not for a daemon that has ended.
ready() {
  local name=$1
  shift
  for _ in {1..200}; do
    "$@" >/dev/null 2>&1 && return
    daemon_pid "$dir/$name/pid" >/dev/null || break
    sleep 0.1
  done
  die "$name did not come up: $(tail -n 1 "$dir/log/$name") (all of it: $dir/log/$name)"
}

for part in containerd docker podman; do . "$here/up-$part.sh"; done

# gVisor where neither the network nor the cgroups can be its own.
[ ! -e "$dir/bin/runsc" ] || {
  printf '#!/bin/sh\nexec %s --platform=systrap --network=none --ignore-cgroups "$@"\n' "$dir/bin/runsc" \
    >"$dir/bin/runsc-here"
  chmod +x "$dir/bin/runsc-here"
}
if needs user && ! id "$(user)" >/dev/null 2>&1; then
  useradd --system --add-subids-for-system --user-group --no-create-home \
    --home-dir "$dir/podman-rootless" --shell /usr/sbin/nologin "$(user)"
fi
if needs containerd; then start_containerd; fi
if needs docker; then
  start_docker docker '"storage-driver": "overlay2",' '"features": {"containerd-snapshotter": false},'
fi
if needs docker-containerd; then
  start_docker docker-containerd \
    "\"containerd\": \"$dir/containerd/sock\"," '"features": {"containerd-snapshotter": true},'
fi
for store in podman podman-rootless podman-fuse-overlayfs; do
  ! needs $store || [ -e "$dir/$store/containers.conf" ] || prepare_podman $store
done
