#!/usr/bin/env bash
# rootfs.sh DIR: prints where a Debian with apache2 is, as a tar. It is a debootstrap from the mirror of
# this machine's apt, kept in $DRIFTWATCH_ROOTFS_CACHE, or else in DIR/images.
set -euo pipefail
. "$(dirname -- "${BASH_SOURCE[0]}")/lib.sh"
[ $# = 1 ] || die "usage: rootfs.sh DIR"
use "$1"
need debootstrap debootstrap tar tar
mkdir -p "$dir"/{images,log}

cache=${DRIFTWATCH_ROOTFS_CACHE:-$dir/images}
mkdir -p "$cache"
suite=${DRIFTWATCH_SUITE:-$(. /etc/os-release && echo "${VERSION_CODENAME:-}")}
rootfs=$cache/rootfs-$suite-$(dpkg --print-architecture).tar
if [ ! -e "$rootfs" ]; then
  work=$(mktemp -d "$dir/images/work.XXXXXX")
  trap 'umount "$work"/rootfs/{proc,sys} 2>/dev/null || :; rm -rf --one-file-system "$work"' EXIT
  umask 022
  debootstrap --variant=minbase --include=apache2-bin,attr "$suite" "$work/rootfs" "$(mirror)" \
    >"$dir/log/debootstrap" 2>&1 || die "debootstrap: $(tail -n 1 "$dir/log/debootstrap") (all of it: $dir/log/debootstrap)"
  # What is of this machine and what only makes the image larger stays out.
  rm -f "$work"/rootfs/etc/{hostname,resolv.conf} "$work/rootfs/var/log/bootstrap.log"
  tar -C "$work/rootfs" --sort=name --numeric-owner --xattrs --xattrs-include='*' \
    --exclude='./dev/*' --exclude='./proc/*' --exclude='./sys/*' \
    --exclude='./usr/share/doc/*' --exclude='./usr/share/man/*' --exclude='./usr/share/locale/*' \
    --exclude='./var/cache/apt/archives/*.deb' --exclude='./var/lib/apt/lists/*' \
    -cf "$rootfs.part" .
  mv "$rootfs.part" "$rootfs"
fi
printf '%s\n' "$rootfs"
