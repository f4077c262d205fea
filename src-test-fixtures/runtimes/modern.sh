#!/usr/bin/env bash
# modern.sh DIR: fetches the runtimes of a newer Debian and puts their programs into DIR/bin, where
# all the other scripts prefer them. Before up.sh, and only once. Packages are kept in
# $DRIFTWATCH_PACKAGES_CACHE, and fetched again only when this file has been changed.
#
# The programs are patched to use the loader and libraries of their own release, so they need no
# chroot and no wrapper: they run in this machine's mount namespace, under their own names.
set -euo pipefail
. "$(dirname -- "${BASH_SOURCE[0]}")/lib.sh"
[ $# = 1 ] || die "usage: modern.sh DIR"
use "$1"
need patchelf patchelf apt-get apt dpkg-deb dpkg flock util-linux

packages=(containerd docker.io docker-cli podman conmon netavark runc crun runsc fuse-overlayfs erofs-utils)
programs=(containerd containerd-shim-runc-v2 ctr dockerd docker podman conmon netavark runc crun
  runsc fuse-overlayfs mkfs.erofs)
suite=${DRIFTWATCH_MODERN_SUITE:-forky}

made_by=$(cat "${BASH_SOURCE[0]}" <(echo "$suite") | sha256sum)
[ "$made_by" != "$(cat "$dir/bin/made-by" 2>/dev/null)" ] || exit 0
! daemon_pid "$dir/containerd/pid" >/dev/null || die "the runtimes of $dir are running: down.sh $dir first"

work=$dir/modern
cache=${DRIFTWATCH_PACKAGES_CACHE:-$dir/packages}
rm -rf "$work" "${dir:?}"/{bin,lib}
mkdir -p "$cache" "$dir"/{bin,log} "$work/root"
exec 8>"$cache/lock" # whoever comes while another one fetches waits for that
flock 8

# fetch: the packages and all they need, down to libc, as if nothing were installed.
fetch() {
  use_apt_of "$suite" "$work"
  apt-get -qq update && apt-get -qq -y --download-only --no-install-recommends install "${packages[@]}"
}

if [ "$made_by" != "$(cat "$cache/made-by" 2>/dev/null)" ]; then
  (fetch) >"$dir/log/fetch" 2>&1 || die "apt: $(tail -n 1 "$dir/log/fetch") (all of it: $dir/log/fetch)"
  rm -f "$cache"/*.deb
  mv "$work"/cache/archives/*.deb "$cache"
  printf '%s\n' "$made_by" >"$cache/made-by"
fi
for package in "$cache"/*.deb; do dpkg-deb --extract "$package" "$work/root"; done
mv "$work"/root/usr/lib/*-linux-gnu "$dir/lib"

for program in "${programs[@]}"; do
  from=$(find "$work"/root/usr/{bin,sbin,lib/podman} -name "$program" | head -n 1)
  [ -n "$from" ] || die "no $program in the packages of $suite"
  cp -L "$from" "$dir/bin/$program"
  loader=$(patchelf --print-interpreter "$dir/bin/$program" 2>/dev/null) || continue # it is static
  patchelf --set-interpreter "$dir/lib/${loader##*/}" --force-rpath --set-rpath "$dir/lib" "$dir/bin/$program"
done
rm -rf "$work"
printf '%s\n' "$made_by" >"$dir/bin/made-by"
