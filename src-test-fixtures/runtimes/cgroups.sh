#!/usr/bin/env bash
# cgroups.sh: prints those of the runtimes' cgroups that are there, for down.sh to leave them. Where runtimes are
# started side by side, they were there before the first of them if $DRIFTWATCH_CGROUPS_BEFORE, when set, says so.
set -euo pipefail
[ -z "${DRIFTWATCH_CGROUPS_BEFORE+set}" ] || { printf '%s\n' "$DRIFTWATCH_CGROUPS_BEFORE" && exit; }
for name in docker kubepods k8s.io libpod_parent; do
  for cgroup in /sys/fs/cgroup/{,*/}"$name"; do
    [ ! -d "$cgroup" ] || { printf '%s\n' "$name" && break; }
  done
done
