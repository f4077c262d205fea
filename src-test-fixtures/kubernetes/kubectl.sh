#!/usr/bin/env bash
# kubectl.sh FOLDER: puts the kubectl of a newer Debian, $DRIFTWATCH_KUBECTL_SUITE (trixie), into the folder.
# Bookworm's own is 1.20, and knows no components of a kustomization.
set -euo pipefail
. "$(dirname -- "${BASH_SOURCE[0]}")/lib.sh"
[ $# = 1 ] || die "usage: kubectl.sh FOLDER"
folder=$(realpath -m -- "$1")
need apt-get apt dpkg-deb dpkg
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
(
  use_apt_of "${DRIFTWATCH_KUBECTL_SUITE:-trixie}" "$work"
  cd "$work"
  apt-get -qq update && apt-get -qq download kubectl
) >"$work/log" 2>&1 || die "apt: $(tail -n 1 "$work/log")"
dpkg-deb --extract "$work"/kubectl_*.deb "$work/root"
mkdir -p "$folder"
cp -L "$work/root/usr/bin/kubectl" "$folder/kubectl"
"$folder/kubectl" version --client >/dev/null || die "the kubectl of that release does not run here"
