#!/usr/bin/env bash
# diff.sh DIR RUNTIME ID: what the runtime's own client says of a container's changes.
set -euo pipefail
. "$(dirname -- "${BASH_SOURCE[0]}")/lib.sh"
[ $# = 3 ] || die "usage: diff.sh DIR RUNTIME ID"
use_running "$1" "$2"
case $runtime in
cri* | containerd*) ctr_ snapshots diff "$3" | tar -tvzf - ;;
*) client diff "$3" ;;
esac || die "diff ended with status $?"
