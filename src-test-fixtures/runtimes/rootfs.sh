#!/usr/bin/env bash
# rootfs.sh DIR [NAME PACKAGE,...]: prints where a minimal Debian with these packages is, as a tar; without
# a name, that of the images, with apache2. It is a debootstrap from the mirror of this machine's apt, kept
# under its name in $DRIFTWATCH_ROOTFS_CACHE, or else in DIR/images.
set -euo pipefail
. "$(dirname -- "${BASH_SOURCE[0]}")/lib.sh"
[ $# = 1 ] || [ $# = 3 ] || die "usage: rootfs.sh DIR [NAME PACKAGE,...]"
use "$1"
name=${2:-rootfs}
packages=${3:-apache2-bin,attr}
need debootstrap debootstrap tar tar flock util-linux
mkdir -p "$dir"/{images,log}

cache=${DRIFTWATCH_ROOTFS_CACHE:-$dir/images}
mkdir -p "$cache"
suite=${DRIFTWATCH_SUITE:-$(. /etc/os-release && echo "${VERSION_CODENAME:-}")}
rootfs=$cache/$name-$suite-$(dpkg --print-architecture).tar
exec 8>"$rootfs.lock" # whoever comes while another one makes it waits for that
flock 8
if [ ! -e "$rootfs" ]; then
  work=$(mktemp -d "$dir/images/work.XXXXXX")
  trap 'umount "$work"/rootfs/{proc,sys} 2>/dev/null || :; rm -rf --one-file-system "$work"' EXIT
  umask 022
  debootstrap --variant=minbase --include="$packages" "$suite" "$work/rootfs" "$(mirror)" \
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
