#!/usr/bin/env bash
# oracle.sh DIR docker|cri ID [--touched]: what differs between a container's file system and its
# image, found by rsync and find, one "<change> <path>" a line. With --touched a last line
# "touched N": entries that were copied up, though nothing but their times differs.
set -euo pipefail
. "$(dirname -- "${BASH_SOURCE[0]}")/lib.sh"
[ $# -ge 3 ] || die "usage: oracle.sh DIR docker|cri ID [--touched]"
use_running "$1" "$2"
id=$3
need rsync rsync unshare util-linux

if [ "$runtime" = docker ]; then
  state=$(docker_ inspect -f '{{.State.Pid}} {{.GraphDriver.Data.MergedDir}}' "$id")
  pid=${state%% *} merged=${state#* }
else
  bundle=$dir/containerd/state/io.containerd.runtime.v2.task/k8s.io/$id
  [ -d "$bundle" ] || die "no container $id"
  pid=$(cat "$bundle/init.pid") merged=$bundle/rootfs
fi
mkdir -p "$dir"/oracle/{image,empty}
# A mount namespace of its own: the mount of the image goes with it.
exec unshare --mount --propagation private \
  /usr/bin/python3 "$here/oracle.py" "$dir/oracle" "$merged" "$pid" "${@:4}"
