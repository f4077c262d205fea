# shellcheck shell=bash
# Sourced by the scripts beside it: how they fail, where things are, and the clients.

here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
export PATH=$PATH:/usr/sbin:/sbin LC_ALL=C
unset DOCKER_HOST DOCKER_CONTEXT DOCKER_TLS_VERIFY DOCKER_CERT_PATH CONTAINER_HOST XDG_RUNTIME_DIR

die() {
  printf '%s: %s\n' "${0##*/}" "$*" >&2
  exit 1
}

# use DIR: everything of this run lies below $dir.
use() {
  [ "$(id -u)" = 0 ] || die "needs root"
  dir=$(realpath -m -- "$1")
  [[ $dir =~ ^(/[A-Za-z0-9._-]+)+$ ]] ||
    die "$dir: only letters, digits, '.', '_' and '-' may be in the path, which goes into mount options"
  [ ! -d "$dir/bin" ] || PATH=$dir/bin:$PATH # where modern.sh puts newer programs
}

# need COMMAND PACKAGE...: dies with the Debian package's name when a command is missing.
need() {
  while [ $# -gt 0 ]; do
    command -v "$1" >/dev/null || die "$1 is missing: apt-get install $2"
    shift 2
  done
}

# mirror: the first Debian mirror that apt has, in whatever format its sources are written, or $DRIFTWATCH_MIRROR.
mirror() {
  local suite mirror
  suite=$(. /etc/os-release && echo "${VERSION_CODENAME:-}")
  mirror=${DRIFTWATCH_MIRROR:-$(apt-get update --print-uris 2>/dev/null |
    sed -n "s|^'\(.*\)/dists/$suite/InRelease'.*|\1|p" | head -n 1)}
  case $mirror in
  mirror+file:*) head -n 1 "${mirror#mirror+file:}" ;;
  '') die "apt's sources have no mirror of '$suite': set DRIFTWATCH_MIRROR" ;;
  *) printf '%s\n' "$mirror" ;;
  esac
}

# use_apt_of SUITE FOLDER: from now on apt knows that release alone, and keeps all its state in the folder,
# where nothing is installed.
use_apt_of() {
  local key
  key=$(sed -n 's/^Signed-By: *//p' /etc/apt/sources.list.d/debian.sources 2>/dev/null | head -n 1)
  mkdir -p "$2"/{lists/partial,cache/archives/partial,etc/preferences.d}
  echo "deb [signed-by=${key:-/usr/share/keyrings/debian-archive-keyring.gpg}] $(mirror) $1 main" \
    >"$2/etc/sources.list"
  : >"$2/status"
  cat >"$2/apt.conf" <<APT
Dir::State "$2"; Dir::State::status "$2/status"; Dir::Cache "$2/cache";
Dir::Etc "$2/etc"; Dir::Etc::sourcelist "$2/etc/sources.list"; Dir::Etc::sourceparts "-";
Dir::Etc::parts "/etc/apt/apt.conf.d"; Acquire::Languages "none";
APT::Architectures {"$(dpkg --print-architecture)";};
APT
  export APT_CONFIG=$2/apt.conf
}

known=(docker docker-containerd docker-runsc
  containerd containerd-native containerd-erofs containerd-userns containerd-runsc
  cri cri-userns
  podman podman-crun podman-uidmap podman-auto podman-rootless podman-runsc podman-fuse-overlayfs)

# runtime NAME: sets $runtime, and $store, the folder of DIR with its images and containers.
runtime() {
  [[ " ${known[*]} " == *" $1 "* ]] || die "no runtime '$1': ${known[*]}"
  runtime=$1
  case $runtime in
  docker-containerd | podman-rootless | podman-fuse-overlayfs) store=$runtime ;;
  cri*) store=containerd ;;
  *) store=${runtime%%-*} ;;
  esac
}

# is_up: whether up.sh has started what $store needs.
is_up() {
  case $store in
  podman*) [ -e "$dir/$store/containers.conf" ] ;;
  *) daemon_pid "$dir/$store/pid" >/dev/null ;;
  esac
}

# use_running DIR RUNTIME: as "use" and "runtime", of one that up.sh has started there.
use_running() {
  use "$1"
  runtime "$2"
  is_up || die "no $runtime runs in $dir: up.sh $dir $runtime first"
}

# client ARGUMENT...: docker's or podman's, which have the same words for what is needed here.
client() { "${store%%-*}_" "$@"; }
docker_() { DOCKER_CONFIG=$dir/$store/client docker -H "unix://$dir/$store/sock" "$@"; }
ctr_() { ctr -a "$dir/containerd/sock" -n k8s.io "$@"; }
cri_() { /usr/bin/python3 "$here/cri.py" "$dir" "$@"; } # Debian's python3, which has its packages

podman_() {
  local with=() command=(podman --root "$dir/$store/root" --storage-driver overlay
    --cgroup-manager cgroupfs --events-backend file --log-level error)
  case $runtime in
  podman-crun | podman-runsc) command+=(--runtime "${runtime#podman-}") ;;
  podman-rootless) command+=(--runtime crun) ;;
  *) command+=(--runtime runc) ;;
  esac
  # With a driver on the command line, the options in storage.conf are not read.
  [ "$runtime" != podman-fuse-overlayfs ] ||
    command+=(--storage-opt "overlay.mount_program=$dir/bin/fuse-overlayfs")
  case $runtime in podman-crun | podman-rootless) with=(with_cgroup2) ;; esac
  if [ "$runtime" = podman-rootless ]; then
    with+=(setpriv --reuid "$(user)" --regid "$(id -g "$(user)")" --init-groups
      env -C "$dir/$store" "HOME=$dir/$store" "XDG_RUNTIME_DIR=$dir/$store/run")
  else
    command+=(--runroot "$dir/$store/run" --tmpdir "$dir/$store/tmp")
    with+=(env "CONTAINERS_STORAGE_CONF=$dir/$store/storage.conf")
  fi
  PODMAN_IGNORE_CGROUPSV1_WARNING=1 CONTAINERS_CONF=$dir/$store/containers.conf "${with[@]}" "${command[@]}" "$@"
}

# sum: a number that tells $dir from others, for what has to have a name outside of it.
sum() { cksum <<<"$dir" | cut -d ' ' -f 1; }

# user: who runs rootless podman in $dir, and whose subordinate ids podman takes for --userns=auto.
user() { printf 'driftwatch-%s\n' "$(sum)"; }

# with_cgroup2 COMMAND...: on a machine with cgroup v2. crun refuses others, hybrids too: there the
# command gets a mount namespace where it looks like one.
with_cgroup2() {
  if [ "$(stat -f -c %T /sys/fs/cgroup)" = cgroup2fs ]; then "$@"; else
    # shellcheck disable=SC2016
    unshare --mount --propagation private sh -c 'mount -t cgroup2 none /sys/fs/cgroup && exec "$@"' sh "$@"
  fi
}

# daemon_pid FILE: the recorded process, if it still is a daemon that was started for $dir.
daemon_pid() {
  local pid
  pid=$(cat "$1" 2>/dev/null) && [ -n "$pid" ] &&
    tr '\0' ' ' 2>/dev/null <"/proc/$pid/cmdline" | grep -qF -- " $dir/" && printf '%s\n' "$pid"
}

# bundle ID: where containerd keeps what it knows of a running container.
bundle() { printf '%s\n' "$dir/containerd/state/io.containerd.runtime.v2.task/k8s.io/$1"; }

# remove_cgroup PATH: that cgroup and all below it, in every hierarchy, where nothing lives in it.
remove_cgroup() {
  find "/sys/fs/cgroup/$1" /sys/fs/cgroup/*/"$1" -depth -type d -exec rmdir {} + 2>/dev/null || :
}
