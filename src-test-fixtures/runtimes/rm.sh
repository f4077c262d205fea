#!/usr/bin/env bash
# rm.sh DIR docker|cri ID: stops and removes a container; in a pod, the whole pod.
set -euo pipefail
. "$(dirname -- "${BASH_SOURCE[0]}")/lib.sh"
[ $# = 3 ] || die "usage: rm.sh DIR docker|cri ID"
use_running "$1" "$2"
if [ "$runtime" = docker ]; then
  [ -n "$(docker_ rm -f "$3")" ] # of what is not there it complains, but does not fail
else
  cri_ rm "$3"
fi
