#!/usr/bin/env bash
# build.sh DIR OUT.tar [JDK_HOME]: builds daemonset/Dockerfile as localhost/driftwatch/agent:test, and saves
# it for "docker load" and "ctr images import". No registry is asked: the base is Debian with JDK_HOME, or
# else with the JDK whose java is on PATH. Takes the docker that ../runtimes/up.sh has started in DIR, or else
# one of its own, which it ends.
set -euo pipefail
. "$(dirname -- "${BASH_SOURCE[0]}")/../runtimes/lib.sh"
[ $# = 2 ] || [ $# = 3 ] || die "usage: build.sh DIR OUT.tar [JDK_HOME]"
use "$1"
runtime docker
out=$(realpath -m -- "$2")
need java default-jdk-headless
jdk=${3:-$(dirname "$(dirname "$(realpath "$(command -v java)")")")}
[ -x "$jdk/bin/jlink" ] || die "$jdk has no bin/jlink, and so is no JDK"
project=$(realpath "$here/../..")
[ -d "$project/agent/target/lib" ] || die "nothing is built: mvn -q -Dmaven.test.skip=true package"

work=
own=
trap 'rm -rf "$work"; [ -z "$own" ] || "$here/down.sh" "$dir"' EXIT
if ! is_up; then
  own=yes
  "$here/up.sh" "$dir" docker
fi

# run COMMAND...: shows only of a failure what was printed.
run() {
  "$@" >"$dir/log/agent-image" 2>&1 ||
    die "$(tail -n 1 "$dir/log/agent-image") (all of it: $dir/log/agent-image)"
}

# The base: a layer of Debian, one of the JDK. Debian's own JDK has links to /etc, which become files.
# All of it but the sources, because a jlink without jmods misses what is not there.
base=localhost/driftwatch/jdk:$(cksum <"$jdk/release" | cut -d ' ' -f 1)
if ! docker_ image inspect "$base" >/dev/null 2>&1; then
  rootfs=$("$here/rootfs.sh" "$dir")
  work=$(mktemp -d "$dir/images/work.XXXXXX")
  tar -C "$jdk" --dereference --exclude=src.zip --exclude=./docs \
    --transform 's|^\.|./opt/jdk|' --owner=0 --group=0 -cf "$work/jdk.tar" .
  /usr/bin/python3 "$here/archive.py" "$work/base.tar" "$base" \
    '{"Env": ["PATH=/opt/jdk/bin:/usr/sbin:/usr/bin:/sbin:/bin"]}' "$rootfs" "$work/jdk.tar"
  run docker_ load -i "$work/base.tar"
fi

# The old builder is all that docker's daemon has without plugins.
image=localhost/driftwatch/agent:test
DOCKER_BUILDKIT=0 run docker_ build --network none --build-arg "JDK_IMAGE=$base" \
  -f "$project/daemonset/Dockerfile" -t "$image" "$project"
run docker_ save -o "$out" "$image"
