#!/usr/bin/env bash
# up.sh DIR: starts a containerd (with its CRI plugin) and a dockerd of its own, on unix sockets,
# with all state, sockets, logs and pid files below DIR. Does nothing to daemons already running.
set -euo pipefail
. "$(dirname -- "${BASH_SOURCE[0]}")/lib.sh"
[ $# = 1 ] || die "usage: up.sh DIR"
use "$1"

need containerd containerd ctr containerd runc runc dockerd docker.io docker docker.io \
  unshare util-linux
/usr/bin/python3 -c 'import grpc, google.protobuf' 2>/dev/null ||
  die "python modules are missing: apt-get install python3 python3-grpcio python3-protobuf"
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
mkdir -p "$dir"/{containerd/cni,docker,images,log,pods}

# Which cgroups were there before, so that down.sh leaves them.
[ -e "$dir/cgroups-before" ] || for name in docker kubepods; do
  for cgroup in /sys/fs/cgroup/{,*/}"$name"; do [ ! -d "$cgroup" ] || echo "$name"; done
done >"$dir/cgroups-before"

# oom scores are restricted because lowering one takes CAP_SYS_RESOURCE.
cat >"$dir/containerd/config.toml" <<TOML
version = 2
root = "$dir/containerd/root"
state = "$dir/containerd/state"

[grpc]
  address = "$dir/containerd/sock"

[ttrpc]
  address = "$dir/containerd/ttrpc"

[plugins."io.containerd.internal.v1.opt"]
  path = "$dir/containerd/opt"

[plugins."io.containerd.nri.v1.nri"]
  disable = true

[plugins."io.containerd.grpc.v1.cri"]
  sandbox_image = "localhost/driftwatch/pause:1"
  disable_tcp_service = true
  restrict_oom_score_adj = true

  [plugins."io.containerd.grpc.v1.cri".cni]
    bin_dir = "$dir/containerd/cni"
    conf_dir = "$dir/containerd/cni"
TOML

# No bridge, no firewall rule, no forwarding: containers get no network. The old daemon alone
# keeps a key of its own, in /etc unless told otherwise; newer ones refuse the setting.
key=
case $(dockerd --version) in *" 20.10."*) key="\"deprecated-key-path\": \"$dir/docker/key.json\"," ;; esac
cat >"$dir/docker/daemon.json" <<JSON
{
  "hosts": ["unix://$dir/docker/sock"],
  "data-root": "$dir/docker/data",
  "exec-root": "$dir/docker/exec",
  "pidfile": "$dir/docker/dockerd.pid",
  $key
  "storage-driver": "overlay2",
  "features": {"containerd-snapshotter": false},
  "exec-opts": ["native.cgroupdriver=cgroupfs"],
  "bridge": "none",
  "iptables": false,
  "ip6tables": false,
  "ip-forward": false,
  "log-level": "warn"
}
JSON

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

start containerd containerd --config "$dir/containerd/config.toml"
# A crash leaves pid files behind, which dockerd believes as long as even a zombie has that number.
daemon_pid "$dir/docker/pid" >/dev/null || rm -f "$dir"/docker/{dockerd.pid,exec/containerd/containerd.pid}
start docker dockerd --config-file "$dir/docker/daemon.json"
ready containerd cri_ ready
ready docker docker_ version
