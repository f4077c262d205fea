#!/usr/bin/env bash
# oracle.sh DIR RUNTIME ID [--touched]: what differs between a container's file system and its image,
# found by rsync and find, one "<change> <path>" a line. With --touched a last line "touched N":
# entries that were copied up, though nothing but their times differs.
set -euo pipefail
. "$(dirname -- "${BASH_SOURCE[0]}")/lib.sh"
[ $# -ge 3 ] || die "usage: oracle.sh DIR RUNTIME ID [--touched]"
use_running "$1" "$2"
id=$3
need rsync rsync unshare util-linux nsenter util-linux

case $runtime in
*-runsc | containerd-native) die "$runtime: the container's file system is no overlay" ;;
docker-containerd)
  pid=$(docker_ inspect -f '{{.State.Pid}}' "$id")
  merged=$dir/$store/data/rootfs/overlayfs/$id
  ;;
docker | podman*)
  state=$(client inspect -f '{{.State.Pid}} {{.GraphDriver.Data.MergedDir}}' "$id")
  pid=${state%% *} merged=${state#* }
  ;;
*)
  bundle=$(bundle "$id")
  [ -d "$bundle" ] || die "no container $id"
  pid=$(cat "$bundle/init.pid") merged=$bundle/rootfs
  ;;
esac
mkdir -p "$dir"/oracle/{image,empty}
# The runtime may have mounted it out of our sight: its parent, a shim or conmon, sees it. And in a
# mount namespace of its own the mount of the image goes with the oracle.
parent=$(sed -n 's/^PPid:\t//p' "/proc/$pid/status")
exec nsenter "--mount=/proc/$parent/ns/mnt" unshare --mount --propagation private \
  /usr/bin/python3 "$here/oracle.py" "$dir/oracle" "$merged" "$pid" "$dir/started/$id" "${store%%-*}" "${@:4}"
