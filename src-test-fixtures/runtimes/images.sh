#!/usr/bin/env bash
# images.sh DIR: loads the images of archives.sh into everything that up.sh has started.
set -euo pipefail
. "$(dirname -- "${BASH_SOURCE[0]}")/lib.sh"
[ $# = 1 ] || die "usage: images.sh DIR"
use "$1"
"$here/archives.sh" "$dir"

# load STORE: all images into it. Loaded is loaded, unless they have been made anew.
load() {
  local image images=(busybox pause layers60 httpd)
  case $store in docker | podman | containerd) images+=(web) ;; esac # the others have no use for it
  for image in "${images[@]}"; do
    case $store in
    containerd) ctr_ images import "$dir/images/$image.tar" ;;
    *) client load -i "$dir/images/$image.tar" ;;
    esac || return
  done
  cp "$dir/images/made-by" "$dir/$store/images-made-by"
}

loading=()
for store in docker containerd podman podman-rootless podman-fuse-overlayfs docker-containerd; do
  if ! is_up || cmp -s "$dir/images/made-by" "$dir/$store/images-made-by"; then continue; fi
  runtime=$store
  load >"$dir/log/images-$store" 2>&1 &
  loading+=("$!" "$store")
done
set -- "${loading[@]}"
while [ $# -gt 0 ]; do
  wait "$1" || die "$2: $(tail -n 1 "$dir/log/images-$2") (all of it: $dir/log/images-$2)"
  shift 2
done
