# shellcheck shell=bash
# Sourced by the scripts beside it: how they fail, where things are, and the clients.

here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
export PATH=$PATH:/usr/sbin:/sbin LC_ALL=C
unset DOCKER_HOST DOCKER_CONTEXT DOCKER_TLS_VERIFY DOCKER_CERT_PATH

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
}

# need COMMAND PACKAGE...: dies with the Debian package's name when a command is missing.
need() {
  while [ $# -gt 0 ]; do
    command -v "$1" >/dev/null || die "$1 is missing: apt-get install $2"
    shift 2
  done
}

docker_() { DOCKER_CONFIG=$dir/docker/client docker -H "unix://$dir/docker/sock" "$@"; }
ctr_() { ctr -a "$dir/containerd/sock" -n k8s.io "$@"; }
cri_() { /usr/bin/python3 "$here/cri.py" "$dir" "$@"; } # Debian's python3, which has its packages

# daemon_pid FILE: the recorded process, if it still is a daemon that was started for $dir.
daemon_pid() {
  local pid
  pid=$(cat "$1" 2>/dev/null) && [ -n "$pid" ] &&
    tr '\0' ' ' 2>/dev/null <"/proc/$pid/cmdline" | grep -qF -- " $dir/" && printf '%s\n' "$pid"
}

# use_running DIR docker|cri: as "use", and $runtime is one whose daemon runs there.
use_running() {
  use "$1"
  runtime=$2
  case $runtime in
  docker) daemon_pid "$dir/docker/pid" ;;
  cri) daemon_pid "$dir/containerd/pid" ;;
  *) die "no runtime '$runtime': docker or cri" ;;
  esac >/dev/null || die "no $runtime runs in $dir: up.sh $dir first"
}

# remove_cgroup PATH: that cgroup and all below it, in every hierarchy, where nothing lives in it.
remove_cgroup() {
  find "/sys/fs/cgroup/$1" /sys/fs/cgroup/*/"$1" -depth -type d -exec rmdir {} + 2>/dev/null || :
}
