#!/usr/bin/env bash
# down.sh DIR [--purge]: ends the cluster with all its pods and cleans up after it, in whatever state
# it is. With --purge it deletes what was written to the API, images and logs, too.
set -euo pipefail
. "$(dirname -- "${BASH_SOURCE[0]}")/lib.sh"
[ $# = 1 ] || [ "${2:-}" = --purge ] || die "usage: down.sh DIR [--purge]"
use "$1"
own=(apiserver etcd forward controller-manager scheduler kubelet proxy pki var-log static-pods
  admission.yaml audit.yaml kubeconfig kubelet.yaml proxy.yaml resolv.conf)

# end NAME: asks the daemon to end, and makes it after ten seconds.
end() {
  local pid
  if pid=$(daemon_pid "$dir/$1/pid"); then
    kill "$pid" 2>/dev/null || :
    for _ in {1..200}; do
      daemon_pid "$dir/$1/pid" >/dev/null || break
      sleep 0.05
    done
    ! daemon_pid "$dir/$1/pid" >/dev/null || kill -KILL "$pid" 2>/dev/null || :
  fi
  rm -f "$dir/$1/pid"
}

for name in kubelet proxy scheduler controller-manager; do end $name; done
"$runtimes/down.sh" "$dir" # the pods, and containerd
for name in apiserver etcd forward; do end $name; done
if [ -e "/run/netns/$(own_name)" ]; then ip netns delete "$(own_name)"; fi
while mountpoint -q "$dir"; do umount -l "$dir"; done
for cgroup in /sys/fs/cgroup/{,*/}"$(own_name)"; do
  [ ! -d "$cgroup" ] || find "$cgroup" -depth -type d -exec rmdir {} +
done

[ "${2:-}" != --purge ] || [ ! -d "$dir" ] || {
  (cd "$dir" && rm -rf --one-file-system "${own[@]}")
  "$runtimes/down.sh" "$dir" --purge
}
