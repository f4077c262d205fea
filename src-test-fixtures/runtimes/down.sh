#!/usr/bin/env bash
# down.sh DIR [--containers | --purge]: removes all containers, stops all daemons and cleans up after them, in
# whatever state they are, also after a crash. With --containers the daemons go on; with --purge it deletes
# images and logs, too.
set -euo pipefail
. "$(dirname -- "${BASH_SOURCE[0]}")/lib.sh"
case ${2-} in '' | --containers | --purge) ;; *) die "usage: down.sh DIR [--containers | --purge]" ;; esac
[ $# -ge 1 ] || die "usage: down.sh DIR [--containers | --purge]"
use "$1"
own=(containerd docker docker-containerd podman podman-rootless podman-fuse-overlayfs
  images log oracle packages pods started bin lib)

# purge: deletes what the scripts have made in DIR, and DIR when nothing else is in it.
purge() {
  (cd "$dir" && rm -rf --one-file-system "${own[@]}")
  rmdir --ignore-fail-on-non-empty "$dir"
}

if [ ! -e "$dir/cgroups-before" ]; then # nothing runs, or has ever run here
  if [ "${2:-}" = --purge ] && [ -d "$dir" ]; then purge; fi
  exit 0
fi

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

# remove_state FOLDER ID: what runc, crun or gVisor keeps there of a container.
remove_state() { rm -rf "$1/${2:?}" "$1/${2}_sandbox:"* "$1/runsc-$2.sock"; }

# names FOLDER: what is in it, if it is there.
names() { ls "$1" 2>/dev/null || :; }

containers=$(names "$dir/docker/data/containers"; names "$dir/docker-containerd/data/containers")
pods=$(names "$dir/pods")
tasks=$(names "$dir/containerd/state/io.containerd.runtime.v2.task/k8s.io")
podman=$(find "$dir"/podman*/root/overlay-containers -mindepth 1 -maxdepth 1 -type d -printf '%f\n' 2>/dev/null || :)

forgotten=()

# First the way that runtimes have for it, as far as they still answer.
for store in docker docker-containerd; do
  daemon_pid "$dir/$store/pid" >/dev/null || continue
  for id in $(names "$dir/$store/data/containers"); do docker_ rm -f "$id" >/dev/null || :; done
done
for store in podman podman-rootless podman-fuse-overlayfs; do
  [ -d "$dir/$store/root" ] || continue
  runtime=$store
  # Twice, because the shm of one with a user namespace may be busy at first.
  podman_ rm -fa -t 0 >/dev/null 2>&1 || podman_ rm -fa -t 0 >/dev/null 2>&1 || :
done
if daemon_pid "$dir/containerd/pid" >/dev/null; then
  cri_ rm-all || :
  for id in $(ctr_ containers ls -q); do
    ctr_ tasks rm -f "$id" >/dev/null 2>&1 || :
    ctr_ containers rm "$id" || :
  done
else
  forgotten=("$dir"/containerd/{root,images-made-by} "$dir/docker-containerd/images-made-by") # it knows what is gone
fi
[ "${2:-}" != --containers ] || exit 0

# dockerd takes the containerd along that it started for itself, unless it has crashed.
for file in "$dir"/docker{-containerd,}/pid "$dir"/docker/exec/containerd/containerd.pid "$dir"/containerd/pid; do
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
  remove_state "/run/containerd/runc/${namespace##*/}" "$id"
  socket=$(grep -ho '/run/containerd/s/[0-9a-f]*' "$bundle"/{address,bootstrap.json} 2>/dev/null | head -n 1 || :)
  [ -z "$socket" ] || rm -f "$socket"
done
# A container of podman ends with its conmon, which names DIR, and has to go first: conmon cleans up.
for process in /proc/[0-9]*; do
  pid=${process#/proc/}
  case $(readlink "$process/exe" 2>/dev/null) in "$dir"/bin/*) end KILL "$pid" && continue ;; esac
  case $(cat "$process/comm" 2>/dev/null) in
  containerd-shim*)
    [[ $(readlink "$process/cwd") != "$dir"/*/io.containerd.runtime.v2.task/* ]] || end KILL "$pid"
    ;;
  conmon)
    ! tr '\0' ' ' <"$process/cmdline" | grep -qF -- " $dir/podman" || {
      read -ra children <"$process/task/$pid/children" || :
      for child in "${children[@]}"; do end KILL "$child"; done
      end KILL "$pid"
    }
    ;;
  esac
done
for id in $podman; do for oci in runc crun runsc; do remove_state "/run/$oci" "$id"; done; done
if id "$(user)" >/dev/null 2>&1; then
  for pid in $(ps -o pid= -U "$(user)"); do end KILL "$pid"; done # podman's, that holds its namespaces
  userdel "$(user)" 2>/dev/null
fi

for point in $(mounted); do umount -l "$point" 2>/dev/null || :; done # one may take others along
[ -z "$(mounted)" ] || die "still mounted: $(mounted | head -n 1)"
rm -rf "$dir"/containerd/state "$dir"/docker{,-containerd}/{exec,data/containers}
rm -rf "$dir"/{pods,started} "$dir"/podman*/containers.conf "${forgotten[@]}"

for id in $containers; do remove_cgroup "docker/$id"; done
for uid in $pods; do remove_cgroup "kubepods/besteffort/pod$uid"; done
for id in $tasks; do remove_cgroup "k8s.io/$id"; done
for id in $podman; do remove_cgroup "libpod_parent/libpod-$id"; done
for name in docker kubepods/besteffort kubepods k8s.io libpod_parent/conmon libpod_parent; do
  grep -qx "${name%%/*}" "$dir/cgroups-before" || rmdir /sys/fs/cgroup/{,*/}"$name" 2>/dev/null || :
done
rm "$dir/cgroups-before"

[ "${2:-}" != --purge ] || purge
