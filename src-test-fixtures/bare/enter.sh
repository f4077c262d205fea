#!/usr/bin/env bash
# enter.sh TREE REPOSITORY: in a mount and a pid namespace of its own, makes TREE the root of the file system,
# REPOSITORY that of its root's Maven, and runs commands.sh there. A part of run.sh.
set -euo pipefail
mount --bind "$1" "$1"
cd "$1"
mount --bind "$2" srv # a mount below /root would keep overlays from being made of that
mount --rbind /dev dev
mount --rbind /sys sys
mount -t proc proc proc
mkdir before
pivot_root . before
cd /
umount --lazy /before
rmdir /before

# What is set for this machine's programs and folders does not hold here; a proxy, or what Maven's settings
# take from the environment, does.
unset "${!DRIFTWATCH_@}" "${!LC_@}" LANG JAVA_HOME MAVEN_HOME M2_HOME TMPDIR KUBECONFIG
export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
exec /home/stranger/driftwatch/src-test-fixtures/bare/commands.sh
