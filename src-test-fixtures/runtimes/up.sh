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

# Which cgroups were there before, so that down.sh leaves them.
[ -e "$dir/cgroups-before" ] || for name in docker kubepods k8s.io libpod_parent; do
  for cgroup in /sys/fs/cgroup/{,*/}"$name"; do [ ! -d "$cgroup" ] || echo "$name"; done
done >"$dir/cgroups-before"

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

start_containerd() {
  mkdir -p "$dir"/containerd/cni
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
    use_internal_loopback = true
TOML
  # A pod with user ids of its own has to have a network of its own: this plugin claims to make one.
  cat >"$dir/containerd/cni/claim" <<'SH'
#!/bin/sh
[ "$CNI_COMMAND" != ADD ] || cat <<JSON
{"cniVersion": "1.0.0", "interfaces": [{"name": "eth0", "sandbox": "$CNI_NETNS"}],
 "ips": [{"interface": 0, "address": "192.0.2.2/24"}]}
JSON
SH
  chmod +x "$dir/containerd/cni/claim"
  echo '{"cniVersion": "1.0.0", "name": "claimed", "plugins": [{"type": "claim"}]}' \
    >"$dir/containerd/cni/claimed.conflist"
  start containerd containerd --config "$dir/containerd/config.toml"
  ready containerd cri_ ready
}

# start_docker STORE SETTING...: dockerd, with more lines of its daemon.json.
start_docker() {
  store=$1
  mkdir -p "$dir/$store"
  # The old daemon alone keeps a key of its own, in /etc unless told otherwise; newer ones refuse the setting.
  case $(dockerd --version) in *" 20.10."*) set -- "$@" "\"deprecated-key-path\": \"$dir/$store/key.json\"," ;; esac
  [ ! -e "$dir/bin/runsc" ] || set -- "$@" "\"runtimes\": {\"runsc\": {\"path\": \"$dir/bin/runsc-here\"}},"
  # No bridge, no firewall rule, no forwarding: containers get no network.
  cat >"$dir/$store/daemon.json" <<JSON
{
  "hosts": ["unix://$dir/$store/sock"],
  "data-root": "$dir/$store/data",
  "exec-root": "$dir/$store/exec",
  "pidfile": "$dir/$store/dockerd.pid",
  $(printf '%s\n  ' "${@:2}")
  "exec-opts": ["native.cgroupdriver=cgroupfs"],
  "bridge": "none",
  "iptables": false,
  "ip6tables": false,
  "ip-forward": false,
  "userland-proxy": false,
  "log-level": "warn"
}
JSON
  # A crash leaves pid files behind, which dockerd believes as long as even a zombie has that number.
  daemon_pid "$dir/$store/pid" >/dev/null || rm -f "$dir/$store"/{dockerd.pid,exec/containerd/containerd.pid}
  start "$store" dockerd --config-file "$dir/$store/daemon.json"
  ready "$store" docker_ version
}

# limit OPTION WANTED: a limit as ulimit knows it, but no more than this machine allows.
limit() {
  local hard
  hard=$(ulimit -H "$1")
  if [ "$hard" != unlimited ] && [ "$hard" -lt "$2" ]; then echo "$hard"; else echo "$2"; fi
}

# prepare_podman STORE: there is no daemon. Limits are set because its own are too high without
# CAP_SYS_RESOURCE, and locks are files because podman shares those in memory between its roots.
prepare_podman() {
  store=$1
  mkdir -p "$dir/$store"/{run,tmp}
  cat >"$dir/$store/containers.conf" <<TOML
[containers]
default_ulimits = ["nofile=$(limit -n 16384):$(limit -n 16384)", "nproc=$(limit -u 16384):$(limit -u 16384)"]

[engine]
conmon_path = ["$(command -v conmon)"]
helper_binaries_dir = ["$dir/bin"]
lock_type = "file"

[engine.runtimes]
runc = ["$(command -v runc)"]
crun = ["$(command -v crun)"]
runsc = ["$dir/bin/runsc-here"]
TOML
  cat >"$dir/$store/storage.conf" <<TOML
[storage]
driver = "overlay"
graphroot = "$dir/$store/root"
runroot = "$dir/$store/run"

[storage.options]
root-auto-userns-user = "$(user)"
TOML
  case $store in
  podman-fuse-overlayfs)
    printf '\n[storage.options.overlay]\nmount_program = "%s"\n' "$dir/bin/fuse-overlayfs" >>"$dir/$store/storage.conf"
    ;;
  podman-rootless)
    chmod 711 "$dir"
    chown "$(user)" "$dir/$store" "$dir/$store/run"
    chmod 700 "$dir/$store" "$dir/$store/run"
    ;;
  esac
}

# gVisor where neither the network nor the cgroups can be its own.
[ ! -e "$dir/bin/runsc" ] || {
  printf '#!/bin/sh\nexec %s --platform=systrap --network=none --ignore-cgroups "$@"\n' "$dir/bin/runsc" >"$dir/bin/runsc-here"
  chmod +x "$dir/bin/runsc-here"
}
if needs user && ! id "$(user)" >/dev/null 2>&1; then
  useradd --system --add-subids-for-system --user-group --no-create-home \
    --home-dir "$dir/podman-rootless" --shell /usr/sbin/nologin "$(user)"
fi
if needs containerd; then start_containerd; fi
if needs docker; then start_docker docker '"storage-driver": "overlay2",' '"features": {"containerd-snapshotter": false},'; fi
if needs docker-containerd; then
  start_docker docker-containerd "\"containerd\": \"$dir/containerd/sock\"," '"features": {"containerd-snapshotter": true},'
fi
for store in podman podman-rootless podman-fuse-overlayfs; do
  ! needs $store || [ -e "$dir/$store/containers.conf" ] || prepare_podman $store
done
