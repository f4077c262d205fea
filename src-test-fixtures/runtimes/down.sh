#!/usr/bin/env bash
# down.sh DIR [--purge]: removes all containers, stops both daemons and cleans up after them, in
# whatever state they are, also after a crash. With --purge it deletes images and logs, too.
set -euo pipefail
. "$(dirname -- "${BASH_SOURCE[0]}")/lib.sh"
[ $# = 1 ] || [ "${2:-}" = --purge ] || die "usage: down.sh DIR [--purge]"
use "$1"
[ -e "$dir/containerd/config.toml" ] || exit 0 # nothing was ever started here

# end SIGNAL PID: sends the signal and waits until the process is gone, or a zombie.
end() {
  kill -s "$1" "$2" 2>/dev/null || return 0
  for _ in {1..200}; do
    case $(sed 's/.*) //; s/ .*//' "/proc/$2/stat" 2>/dev/null) in '' | Z) return 0 ;; esac
    sleep 0.05
  done
  return 1
}

# mounted: the mount points below DIR, the deepest first.
mounted() { awk -v below="$dir/" 'index($5, below) == 1 {print $5}' /proc/self/mountinfo | sort -r; }

containers=$(ls "$dir/docker/data/containers" 2>/dev/null || :)
pods=$(ls "$dir/pods" 2>/dev/null || :)

# First the way that runtimes have for it, as far as they still answer.
if daemon_pid "$dir/docker/pid" >/dev/null; then
  for id in $containers; do docker_ rm -f "$id" >/dev/null || :; done
fi
if daemon_pid "$dir/containerd/pid" >/dev/null; then cri_ rm-all || :; fi

# dockerd takes the containerd along that it started for itself, unless it has crashed.
for file in "$dir"/docker/pid "$dir"/docker/exec/containerd/containerd.pid "$dir"/containerd/pid; do
  if pid=$(daemon_pid "$file"); then
    end TERM "$pid" || end KILL "$pid" || die "process $pid of $file does not end"
  fi
  rm -f "$file"
done

# Then containers that nobody answers for any more. Each has a bundle, a folder that names its first
# process and in which its shim works; the runtime keeps a little outside of DIR.
for bundle in "$dir"/{containerd/state,docker/exec/containerd/daemon}/io.containerd.runtime.v2.task/*/*; do
  [ -d "$bundle" ] || continue
  id=${bundle##*/} namespace=${bundle%/*}
  init=$(cat "$bundle/init.pid" 2>/dev/null || :)
  [ -z "$init" ] || ! grep -qF "/$id" "/proc/$init/cgroup" 2>/dev/null || end KILL "$init"
  rm -rf "/run/containerd/runc/${namespace##*/}/$id"
  socket=$(sed -n 's|^unix://\(/run/containerd/s/[0-9a-f]*\)$|\1|p' "$bundle/address" 2>/dev/null || :)
  [ -z "$socket" ] || rm -f "$socket"
done
for process in /proc/[0-9]*; do
  [[ $(readlink "$process/cwd" 2>/dev/null) == "$dir"/*/io.containerd.runtime.v2.task/* ]] || continue
  [[ $(cat "$process/comm" 2>/dev/null) != containerd-shim* ]] || end KILL "${process#/proc/}"
done

for point in $(mounted); do umount -l "$point" 2>/dev/null || :; done # one may take others along
[ -z "$(mounted)" ] || die "still mounted: $(mounted | head -n 1)"
rm -rf "$dir"/{containerd/state,docker/exec,docker/data/containers,pods}

for id in $containers; do remove_cgroup "docker/$id"; done
for uid in $pods; do remove_cgroup "kubepods/besteffort/pod$uid"; done
if [ -e "$dir/cgroups-before" ]; then
  for name in docker kubepods/besteffort kubepods; do
    grep -qx "${name%%/*}" "$dir/cgroups-before" || rmdir /sys/fs/cgroup/{,*/}"$name" 2>/dev/null || :
  done
  rm "$dir/cgroups-before"
fi

[ "${2:-}" = --purge ] || exit 0
rm -rf --one-file-system "$dir"/{containerd,docker,images,log,oracle}
rmdir --ignore-fail-on-non-empty "$dir"
