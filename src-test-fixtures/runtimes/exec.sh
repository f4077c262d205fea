#!/usr/bin/env bash
# exec.sh DIR docker|cri ID FILE: runs the text of FILE by sh in the container.
set -euo pipefail
. "$(dirname -- "${BASH_SOURCE[0]}")/lib.sh"
[ $# = 4 ] || die "usage: exec.sh DIR docker|cri ID FILE"
[ -r "$4" ] || die "cannot read $4"
use_running "$1" "$2"
if [ "$runtime" = docker ]; then docker_ exec "$3" sh -c "$(cat "$4")"; else cri_ exec "$3" "$4"; fi ||
  die "$4 ended with status $?"
