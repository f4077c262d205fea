#!/usr/bin/env bash
# rm.sh DIR RUNTIME ID: stops and removes a container; in a pod, the whole pod.
set -euo pipefail
. "$(dirname -- "${BASH_SOURCE[0]}")/lib.sh"
[ $# = 3 ] || die "usage: rm.sh DIR RUNTIME ID"
use_running "$1" "$2"
case $runtime in
cri*) cri_ rm "$3" ;;
containerd*)
  ctr_ tasks rm -f "$3" >/dev/null 2>&1 || : # it complains that the process had to be killed
  ctr_ containers rm "$3"
  ;;
docker*) [ -n "$(docker_ rm -f "$3")" ] ;; # of what is not there it complains, but does not fail
podman*) podman_ rm -f -t 0 "$3" >/dev/null 2>&1 || podman_ rm -f -t 0 "$3" >/dev/null ;; # its shm may be busy at first
esac
rm -f "$dir/started/$3"
