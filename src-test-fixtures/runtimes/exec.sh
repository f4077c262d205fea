#!/usr/bin/env bash
# exec.sh DIR RUNTIME ID FILE: runs the text of FILE by sh in the container.
set -euo pipefail
. "$(dirname -- "${BASH_SOURCE[0]}")/lib.sh"
[ $# = 4 ] || die "usage: exec.sh DIR RUNTIME ID FILE"
[ -r "$4" ] || die "cannot read $4"
use_running "$1" "$2"
case $runtime in
cri*) cri_ exec "$3" "$4" ;;
containerd*)
  ctr_ tasks exec --fifo-dir "$dir/containerd/fifo" --exec-id "exec-$$" "$3" sh -c "$(cat "$4")" </dev/null
  ;;
*) client exec "$3" sh -c "$(cat "$4")" ;;
esac || die "$4 ended with status $?"
